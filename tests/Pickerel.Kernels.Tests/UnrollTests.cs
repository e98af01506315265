using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Pickerel.Core.Declaration;
using Pickerel.Core.Emit;
using Pickerel.Core.Ir;
using Pickerel.Core.Kernels;
using Pickerel.TestKit;

namespace Pickerel.Kernels.Tests;

/// <summary>Networks written without loops: no loop statement, and the reference interpreter's results bit for bit at every instruction-set level.</summary>
public sealed class UnrollTests(UnrollTests.Batch batch) : IClassFixture<UnrollTests.Batch>
{
    private const int Networks = 30, Seed = 40_000;

    [Theory]
    [InlineData(InstructionLevel.Avx512)]
    [InlineData(InstructionLevel.Avx2)]
    [InlineData(InstructionLevel.Vector128)]
    [InlineData(InstructionLevel.Scalar)]
    public async Task Networks_without_loops_equal_the_reference_interpreter(InstructionLevel level) => await batch.AssertEqualsReference(level);

    [Fact]
    public void Kernels_of_networks_without_loops_hold_no_loop_statement()
    {
        foreach (var network in Batch.All)
            Assert.Empty(LoopsOf(Kernels(network, UnrollKind.Full)));
        Assert.Contains(Batch.All, n => LoopsOf(Kernels(n, UnrollKind.Auto)).Any());
    }

    [Fact]
    public void Layers_whose_taps_are_data_are_not_written_as_loops_over_them()
    {
        Assert.Contains(PlanarNetworks.All, n => CompiledNetworks.Emit(n).Layers.Any(l => l.Kernel.StartsWith("Planar", StringComparison.Ordinal)));
        foreach (var network in PlanarNetworks.All)
            Assert.DoesNotContain(CompiledNetworks.Emit(network, unroll: UnrollKind.Full).Layers, l => l.Kernel.StartsWith("Planar", StringComparison.Ordinal));
    }

    [Fact]
    public void A_long_loop_becomes_calls_of_calls_and_its_sums_go_in_and_out()
    {
        var text = LoopUnroller.Unroll(
            $$"""
            [MethodImpl(MethodImplOptions.AggressiveOptimization)]
            private static void {{SharedMethods.Placeholder}}<V, T>(ref byte input, ref byte output)
                where V : struct, IVector<T>
                where T : struct
            {
                unchecked
                {
                    var sum = V.Zero;
                    nint x = 7;
                    for (nint step = 0; step < 100000; step++)
                    {
                        sum = V.Add(sum, V.Load(ref input, x + step));
                        x += 4;
                    }
                    V.Store(sum, ref output, 0);
                }
            }

            """,
            VectorWidth.Full);

        Assert.Empty(LoopsOf(text.Replace('\u0001', '_')));
        Assert.Contains("ref T sumTotal, ref nint xTotal", text, StringComparison.Ordinal);
        Assert.Contains("sumTotal = sum;", text, StringComparison.Ordinal);
        Assert.InRange(text.Split('\n').Length, 100, 2000);
    }

    [Fact]
    public void Passes_of_narrow_registers_stand_behind_what_the_jit_knows()
    {
        var text = LoopUnroller.Unroll(
            $$"""
            private static void {{SharedMethods.Placeholder}}<V, T>(ref byte output)
            {
                for (nint channel = 0; channel < 32; channel += V.Lanes)
                {
                    V.Store(V.Zero, ref output, channel);
                }
            }

            """,
            VectorWidth.Full);

        // Two of 16 lanes, two more of 8, four more of 4, and the rest of one.
        foreach (var passes in new[] { 2, 4, 8 })
            Assert.Contains(FormattableString.Invariant($"if ((V.Lanes * {passes}) < 32)"), text, StringComparison.Ordinal);
        Assert.DoesNotContain("(V.Lanes * 32)", text, StringComparison.Ordinal);
        Assert.Contains("(V.Lanes * 7)", text, StringComparison.Ordinal);
    }

    private static string Kernels(Network network, UnrollKind unroll) =>
        CompiledNetworks.Emit(network, unroll: unroll).Sources.Single(s => s.HintName.EndsWith(".Kernels.g.cs", StringComparison.Ordinal)).Text;

    private static IEnumerable<SyntaxNode> LoopsOf(string text) => CSharpSyntaxTree.ParseText(text).GetRoot().DescendantNodes()
        .Where(n => n is ForStatementSyntax or CommonForEachStatementSyntax or WhileStatementSyntax or DoStatementSyntax or GotoStatementSyntax);

    /// <summary>Random networks and a third of the edge cases, without loops: these take the C# compiler several times longer.</summary>
    public sealed class Batch() : NetworkBatch(All, n => CompiledNetworks.Emit(n, unroll: UnrollKind.Full))
    {
        public static IReadOnlyList<Network> All { get; } = [.. Enumerable.Range(Seed, Networks).Select(RandomIntegerNetwork.Create), .. EdgeCaseNetworks.All.Where((_, i) => i % 3 == 0)];
    }
}
