using System;
using System.Linq;
using Pickerel.Core.Emit;

namespace Pickerel.Kernels.Tests;

/// <summary>Methods of layers that differ in a few numbers are written once.</summary>
public sealed class SharedMethodsTests
{
    [Fact]
    public void Equal_methods_are_one()
    {
        var (text, calls) = Write(Kernel(25, 5, 448), Kernel(25, 5, 448));
        Assert.Equal([new("Layer_a0", ""), new("Layer_a0", "")], calls);
        Assert.DoesNotContain("Layer_a1", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Methods_that_differ_in_the_ends_of_loops_and_the_strides_of_rows_are_one_that_takes_them()
    {
        var (text, calls) = Write(Kernel(25, 5, 448), Kernel(1, 125, 320));
        Assert.Equal([new("Layer_a0", ", yEnd: 25, columnEnd: 5, yStride: 448"), new("Layer_a0", ", yEnd: 1, columnEnd: 125, yStride: 320")], calls);
        Assert.Contains("void Layer_a0<V, T>(ref byte input, nint yEnd, nint columnEnd, nint yStride)", text, StringComparison.Ordinal);
        Assert.Contains("for (nint y = 0; y < yEnd; y++)", text, StringComparison.Ordinal);
        Assert.Contains("(y * yStride) + 64", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Equal_numbers_are_one_parameter_only_if_they_are_equal_in_all_layers()
    {
        var (_, calls) = Write(Kernel(5, 5, 448), Kernel(7, 7, 320));
        Assert.Equal(", yEnd: 5, yStride: 448", calls[0].Arguments);
        (_, calls) = Write(Kernel(5, 5, 448), Kernel(7, 6, 320));
        Assert.Equal(", yEnd: 5, columnEnd: 5, yStride: 448", calls[0].Arguments);
    }

    [Fact]
    public void Methods_that_differ_in_other_numbers_or_in_many_stay_apart()
    {
        var (_, calls) = Write(Kernel(25, 5, 448), Kernel(25, 5, 448).Replace("+ 64", "+ 32"));
        Assert.Equal(["Layer_a0", "Layer_a1"], calls.Select(c => c.Method));

        static string Loops(int n) => $"private static void {SharedMethods.Placeholder}()\n{{\n" + string.Concat("abcd".Select((v, i) => $"    for (nint {v} = 0; {v} < {n + (i * i * n)}; {v}++) {{ }}\n")) + "}\n";
        (_, calls) = Write(Loops(1), Loops(2));
        Assert.Equal(["Layer_a0", "Layer_a1"], calls.Select(c => c.Method));
    }

    [Fact]
    public void A_method_calls_what_its_others_have_become()
    {
        var (text, calls) = Write(Dispatch("4x5", "2x3") + "\n" + Kernel(25, 5, 448, "_4x5") + "\n" + Kernel(9, 9, 9, "_2x3"), Dispatch("4x5", "2x4") + "\n" + Kernel(1, 125, 320, "_4x5") + "\n" + Kernel(9, 9, 9, "_2x4"));
        Assert.Equal([new("Layer_a0", ""), new("Layer_a1", "")], calls);
        Assert.Contains("    Layer_a0_4x5<V, T>(ref input, yEnd: 25, columnEnd: 5, yStride: 448);", text, StringComparison.Ordinal);
        Assert.Contains("    Layer_a0_4x5<V, T>(ref input, yEnd: 1, columnEnd: 125, yStride: 320);", text, StringComparison.Ordinal);
        Assert.DoesNotContain("Layer_a1_4x5", text, StringComparison.Ordinal);
        Assert.Contains("void Layer_a1_2x4<V, T>(ref byte input)", text, StringComparison.Ordinal);
    }

    private static (string Text, MethodCall[] Calls) Write(params string[] layers)
    {
        var writer = new SourceWriter();
        var calls = SharedMethods.Write(writer, [.. layers.Select((text, i) => ($"a{i}", text))]);
        return (writer.ToString(), [.. calls]);
    }

    private static string Dispatch(string wide, string narrow) => $$"""
        private static void {{SharedMethods.Placeholder}}<V, T>(ref byte input)
        {
            if (V.Lanes == 16)
                {{SharedMethods.Placeholder}}_{{wide}}<V, T>(ref input);
            else
                {{SharedMethods.Placeholder}}_{{narrow}}<V, T>(ref input);
        }

        """;

    private static string Kernel(int rows, int columns, int stride, string suffix = "") => $$"""
        private static void {{SharedMethods.Placeholder}}{{suffix}}<V, T>(ref byte input)
        {
            for (nint y = 0; y < {{rows}}; y++)
            {
                for (nint column = 0; column < {{columns}}; column += 5)
                    V.Store(V.Zero, ref input, (y * {{stride}}) + 64);
            }
        }

        """;
}
