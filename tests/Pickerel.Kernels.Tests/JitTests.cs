using System;
using System.Collections.Generic;
using System.Linq;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using System.Threading.Tasks;
using Pickerel.Benchmarks.Networks;
using Pickerel.TestKit;

namespace Pickerel.Kernels.Tests;

/// <summary>
/// What the JIT makes of kernels: always fully optimized, every vector step an instruction, few vector registers on the stack in inner
/// loops. Past its limits (1,024 locals, 60,000 bytes of IL, its budget for inlining) code runs 8 to 70 times slower, and is right.
/// </summary>
public sealed class JitTests(JitTests.Networks networks) : IClassFixture<JitTests.Networks>
{
    /// <summary>What loops call by design: helpers for a lane at a time, and a kernel's own parts for a block of outputs at a time.</summary>
    private static readonly string[] MeantCalls = ["ExactRequantizer:", "StepSearch:", ":Layer_"];

    [Theory]
    [InlineData(InstructionLevel.Avx512)]
    [InlineData(InstructionLevel.Avx2)]
    public async Task Kernels_of_real_networks_are_optimized_and_inlined_and_rarely_leave_registers(InstructionLevel level)
    {
        SkipWithout(level);
        var kernels = await JitRun.Kernels(networks.All, networks.Assembly, level);
        Assert.True(kernels.Count(k => k.IsOptimized) > 40, $"{kernels.Count} methods were listed.");
        var faults = Faults(kernels, level);
        Assert.True(faults.Count == 0, string.Join('\n', faults));
    }

    [Fact]
    public async Task A_kernel_that_stays_at_Tier_0_is_noticed() => await AssertNoticed(
        "is compiled as", t => t.Replace("[global::System.Runtime.CompilerServices.MethodImpl(global::System.Runtime.CompilerServices.MethodImplOptions.AggressiveOptimization)]", "", StringComparison.Ordinal));

    [Fact]
    public async Task A_step_that_is_not_inlined_is_noticed() => await AssertNoticed(
        "calls", t => t.Replace("MethodImplOptions.AggressiveInlining", "MethodImplOptions.NoInlining", StringComparison.Ordinal));

    [Fact]
    public async Task Registers_that_live_on_the_stack_are_noticed() => await AssertNoticed("spills", t => t, ("DOTNET_JitMaxLocalsToTrack", "1"));

    private static void SkipWithout(InstructionLevel level)
    {
        if (RuntimeInformation.ProcessArchitecture != Architecture.X64)
            Assert.Skip("The listing is read for x64.");
        if (level == InstructionLevel.Avx512 ? !(Vector512.IsHardwareAccelerated && Avx512BW.IsSupported) : !Avx2.IsSupported)
            Assert.Skip("This processor lacks the instructions.");
    }

    private static async Task AssertNoticed(string fault, Func<string, string> edit, params (string Name, string Value)[] environment)
    {
        SkipWithout(InstructionLevel.Avx2);
        using var folder = new ScratchFolder();
        JitRun.Compile([Networks.Odd], folder["Odd.dll"], edit);
        var faults = Faults(await JitRun.Kernels([Networks.Odd], folder["Odd.dll"], InstructionLevel.Avx2, environment), InstructionLevel.Avx2);
        Assert.Contains(faults, f => f.Contains(fault, StringComparison.Ordinal));
    }

    private static IReadOnlyList<string> Faults(IReadOnlyList<MachineCode> methods, InstructionLevel level) => [.. methods.SelectMany(m => Faults(m, MostSpills(level)))];

    /// <summary>
    /// The share of an inner loop's vector instructions that may touch the stack. It ought to be none: these are what the worst kernels
    /// took when this was written (word sums at 512 bits, tiles of 2x4 written out at 256, where there are 16 registers), to be lowered.
    /// </summary>
    private static double MostSpills(InstructionLevel level) => level == InstructionLevel.Avx512 ? 0.08 : 0.26;

    private static IEnumerable<string> Faults(MachineCode method, double mostSpills)
    {
        if (!method.IsOptimized)
        {
            // A method that only calls kernels may wait for its turn.
            if (method.StepsCalled.Count > 0 || (method.HasLoop && !method.CallsInInnerLoops.Any(c => c.Contains(":Layer_", StringComparison.Ordinal))))
                yield return $"{method.Name} is compiled as {method.Tier}";
            yield break;
        }

        foreach (var step in method.StepsCalled.Distinct(StringComparer.Ordinal))
            yield return $"{method.Name} calls {step.Trim()}";
        foreach (var call in method.CallsInInnerLoops.Where(c => !MeantCalls.Any(h => c.Contains(h, StringComparison.Ordinal))).Distinct(StringComparer.Ordinal))
            yield return $"{method.Name} calls in an inner loop: {call.Trim()}";
        var (spills, vectors) = (method.SpillsInInnerLoops, method.VectorsInInnerLoops.Count);
        if (spills.Count > mostSpills * vectors)
            yield return $"{method.Name} spills {spills.Count} times in {vectors} instructions of its inner loops: {spills[0].Trim()}";
    }

    /// <summary>The peer's small networks and one of odd channels, at both ends of the precisions, compiled once.</summary>
    public sealed class Networks : IDisposable
    {
        private readonly ScratchFolder _folder = new();

        public Networks() => JitRun.Compile(All, Assembly);

        internal static NetworkSource Odd { get; } = OddAt(new Precision("w8a7", 8, 7));

        internal IReadOnlyList<NetworkSource> All { get; } =
        [
            .. from precision in new[] { new Precision("w8a8", 8, 8), new Precision("w4a4", 4, 4) }
               from source in new[] { PeerNetworks.DsCnn.At(precision), PeerNetworks.ResNet8.At(precision), PeerNetworks.MobileNet025.At(precision), OddAt(precision) }
               select Renamed(source, source.ClassName + precision.Name),
            Unrolled(PeerNetworks.DsCnn.At(new Precision("w4a4", 4, 4))),
            Unrolled(Odd),
        ];

        internal string Assembly => _folder["Networks.dll"];

        public void Dispose() => _folder.Dispose();

        private static NetworkSource OddAt(Precision precision) => new PeerNetwork(
            "odd",
            "17x13x3",
            """
            [Conv2D(15, Kernel = 3, Stride = 2)] [BatchNorm] [ReLU]
            [DepthwiseConv2D(Kernel = 3)] [BatchNorm] [ReLU] [PointwiseConv2D(33)] [BatchNorm] [ReLU]
            [Conv2D(60, Kernel = 3)] [BatchNorm] [ReLU(Name = "trunk")]
            [DepthwiseConv2D(Kernel = 3)] [BatchNorm] [ReLU] [PointwiseConv2D(60)] [BatchNorm] [Add("trunk")] [ReLU]
            [MaxPool2D(Kernel = 2)]
            [GlobalAveragePool]
            [Dense(7)]
            """,
            "").At(precision);

        /// <summary>The network written without loops: optimized and inlined like any other. Nothing of it is an inner loop; sums that pass through memory from part to part are meant to.</summary>
        private static NetworkSource Unrolled(NetworkSource source) => Renamed(
            source with { Text = source.Text.Replace("[Network(", "[Network(Unroll = Unroll.Full, ", StringComparison.Ordinal) }, source.ClassName + "Unrolled");

        private static NetworkSource Renamed(NetworkSource source, string name) => new(name, source.Text.Replace("class " + source.ClassName, "class " + name, StringComparison.Ordinal));
    }
}
