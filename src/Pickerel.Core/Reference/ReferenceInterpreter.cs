using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using Pickerel.Core.Ir;

namespace Pickerel.Core.Reference;

/// <summary>
/// Executes an integer network, slowly and obviously: the definition of every result. Kernels on every instruction set return
/// these bits. Sums are 64-bit and checked, so no order of summation and no narrow register is visible here.
/// </summary>
public static class ReferenceInterpreter
{
    /// <summary>Infers one sample.</summary>
    /// <param name="network">An integer network (every pass has run).</param>
    /// <param name="input">The input's integers in HWC order, on the input's grid.</param>
    /// <param name="cancellation">Stops between nodes.</param>
    /// <returns>The integers of the output (of several the last) in HWC order.</returns>
    /// <exception cref="ArgumentException">The input has the wrong length or a value off its grid.</exception>
    public static int[] Run(Network network, ReadOnlySpan<int> input, CancellationToken cancellation = default) =>
        RunAll(network, input, cancellation)[network.Output.Name];

    /// <summary>Infers one sample and returns all outputs, in the order of <see cref="Network.Outputs"/>.</summary>
    public static IReadOnlyList<int[]> RunOutputs(Network network, ReadOnlySpan<int> input, CancellationToken cancellation = default)
    {
        var values = RunAll(network, input, cancellation);
        return [.. network.Outputs.Select(o => values[o.Name])];
    }

    /// <summary>Infers one sample and returns every node's output by name.</summary>
    public static IReadOnlyDictionary<string, int[]> RunAll(Network network, ReadOnlySpan<int> input, CancellationToken cancellation = default)
    {
        CheckInput(network.Input, input);
        var values = new Dictionary<string, int[]>(StringComparer.Ordinal) { [network.Input.Name] = input.ToArray() };
        foreach (var node in network.Nodes)
        {
            cancellation.ThrowIfCancellationRequested();
            if (node is not InputNode)
                values[node.Name] = Execute(network, node, values);
        }

        return values;
    }

    private static void CheckInput(InputNode node, ReadOnlySpan<int> input)
    {
        if (input.Length != node.Shape.Count)
            throw new ArgumentException($"The input has {input.Length} values; {node.Shape} needs {node.Shape.Count}.", nameof(input));
        var grid = GridOf(node);
        foreach (var value in input)
        {
            if (value < grid.Minimum || value > grid.Maximum)
                throw new ArgumentException($"The input holds {value}, outside {grid.Minimum} to {grid.Maximum}.", nameof(input));
        }
    }

    private static int[] Execute(Network network, Node node, Dictionary<string, int[]> values)
    {
        Activations Read(string name) => new(network[name].Shape, GridOf(network[name]), values[name]);
        var x = Read(node.Input);
        return node switch
        {
            IntegerConvolutionNode convolution => Convolve(convolution, x),
            IntegerDenseNode dense => Multiply(dense, x),
            IntegerAffineNode affine => Rescale(affine, x),
            IntegerAddNode add => Add(add, x, Read(node.Inputs[1])),
            IntegerTableNode table => ElementwiseReference.LookUp(table, x),
            IntegerTableSumNode sum => ElementwiseReference.Sum(sum, x, Read(node.Inputs[1])),
            IntegerMultiplyNode multiply => ElementwiseReference.Multiply(multiply, x, Read(node.Inputs[1])),
            IntegerSoftmaxNode softmax => ElementwiseReference.Normalize(softmax, x),
            TfLiteSoftmaxNode softmax => TfLiteSoftmax.Execute(softmax, x.Values),
            MovementNode movement => ElementwiseReference.Move(movement, [.. node.Inputs.Select(Read)]),
            IntegerAveragePoolNode average => Average(average, x),
            MaxPoolNode max => Maximum(max, x),
            FlattenNode => x.Values,
            _ => throw new NotSupportedException($"Node '{node.Name}' ({node.Kind}) is not an integer node; run the passes first."),
        };
    }

    private static int[] Convolve(IntegerConvolutionNode node, Activations x)
    {
        var (output, window) = (node.Shape, node.Window);
        int inputsPerGroup = x.Shape.Channels / node.Groups, outputsPerGroup = output.Channels / node.Groups;
        var result = new int[output.Count];
        for (var oy = 0; oy < output.Height; oy++)
        {
            for (var ox = 0; ox < output.Width; ox++)
            {
                for (var oc = 0; oc < output.Channels; oc++)
                {
                    var firstInput = oc / outputsPerGroup * inputsPerGroup;
                    long accumulator = 0;
                    var weight = oc * window.KernelHeight * window.KernelWidth * inputsPerGroup;
                    for (var ky = 0; ky < window.KernelHeight; ky++)
                    {
                        for (var kx = 0; kx < window.KernelWidth; kx++)
                        {
                            var iy = (oy * window.StrideHeight) - window.Padding.Top + (ky * window.DilationHeight);
                            var ix = (ox * window.StrideWidth) - window.Padding.Left + (kx * window.DilationWidth);
                            for (var ic = 0; ic < inputsPerGroup; ic++, weight++)
                            {
                                var value = x.Contains(iy, ix) ? x[iy, ix, firstInput + ic] : PaddingValue(node, x, firstInput + ic);
                                accumulator = checked(accumulator + ((long)(value - x.Grid.ZeroPoint) * node.Weights[weight]));
                            }
                        }
                    }

                    result[(((oy * output.Width) + ox) * output.Channels) + oc] = Requantize(node.Requantizer, oc, accumulator);
                }
            }
        }

        return result;
    }

    private static int PaddingValue(IntegerConvolutionNode node, Activations x, int channel) =>
        node.PaddingValues.IsEmpty ? x.Grid.ZeroPoint : node.PaddingValues[channel];

    private static int[] Multiply(IntegerDenseNode node, Activations x)
    {
        var result = new int[node.Shape.Channels];
        for (var o = 0; o < result.Length; o++)
        {
            long accumulator = 0;
            for (var i = 0; i < x.Values.Length; i++)
                accumulator = checked(accumulator + ((long)(x.Values[i] - x.Grid.ZeroPoint) * node.Weights[(o * x.Values.Length) + i]));
            result[o] = Requantize(node.Requantizer, o, accumulator);
        }

        return result;
    }

    private static int[] Rescale(IntegerAffineNode node, Activations x)
    {
        var result = new int[x.Values.Length];
        for (var i = 0; i < result.Length; i++)
            result[i] = Requantize(node.Requantizer, i % x.Shape.Channels, x.Values[i] - x.Grid.ZeroPoint);
        return result;
    }

    private static int[] Add(IntegerAddNode node, Activations left, Activations right)
    {
        var result = new int[left.Values.Length];
        for (var i = 0; i < result.Length; i++)
        {
            var sum = checked(
                ((long)(left.Values[i] - left.Grid.ZeroPoint) * node.LeftMultiplier)
                + ((long)(right.Values[i] - right.Grid.ZeroPoint) * node.RightMultiplier)
                + node.Offset);
            result[i] = Clamp(sum >> node.Shift, node.Minimum, node.Maximum);
        }

        return result;
    }

    private static int[] Average(IntegerAveragePoolNode node, Activations x)
    {
        var grid = GridOf(node);
        return Pool(node.Shape, node.Window, x, (values, all) =>
        {
            long sum = 0;
            foreach (var value in values)
                sum += value - x.Grid.ZeroPoint;
            var count = node.CountIncludesPadding ? all : values.Count;
            if (node.Rounding == PoolRounding.HalfAwayFromZero)
                return Clamp(RoundHalfAway(sum + ((long)count * x.Grid.ZeroPoint), count), grid.Minimum, grid.Maximum);
            var rounded = RoundHalfUp(checked(sum * node.Numerator), checked((long)count * node.Denominator));
            return Clamp(rounded + grid.ZeroPoint, grid.Minimum, grid.Maximum);
        });
    }

    private static int[] Maximum(MaxPoolNode node, Activations x) =>
        Pool(node.Shape, node.Window, x, (values, _) =>
        {
            var maximum = int.MinValue;
            foreach (var value in values)
                maximum = Math.Max(maximum, value);
            return maximum;
        });

    private static int[] Pool(TensorShape output, Window window, Activations x, Func<List<int>, int, int> reduce)
    {
        var result = new int[output.Count];
        var values = new List<int>();
        for (var oy = 0; oy < output.Height; oy++)
        {
            for (var ox = 0; ox < output.Width; ox++)
            {
                for (var c = 0; c < output.Channels; c++)
                {
                    values.Clear();
                    for (var ky = 0; ky < window.KernelHeight; ky++)
                    {
                        for (var kx = 0; kx < window.KernelWidth; kx++)
                        {
                            var iy = (oy * window.StrideHeight) - window.Padding.Top + (ky * window.DilationHeight);
                            var ix = (ox * window.StrideWidth) - window.Padding.Left + (kx * window.DilationWidth);
                            if (x.Contains(iy, ix))
                                values.Add(x[iy, ix, c]);
                        }
                    }

                    result[(((oy * output.Width) + ox) * output.Channels) + c] = reduce(values, window.KernelHeight * window.KernelWidth);
                }
            }
        }

        return result;
    }

    private static int Requantize(Requantizer step, int channel, long accumulator) => ReferenceRequantizer.Apply(step, channel, accumulator);

    /// <summary>floor(n / d + 1/2) for d &gt; 0.</summary>
    private static long RoundHalfUp(long numerator, long denominator)
    {
        var (n, d) = (checked((2 * numerator) + denominator), checked(2 * denominator));
        var quotient = n / d;
        return n % d < 0 ? quotient - 1 : quotient;
    }

    /// <summary>n / d rounded half away from zero, for d &gt; 0.</summary>
    private static long RoundHalfAway(long numerator, long denominator) => (long)Rounding.Divide(numerator, denominator, RoundingMode.HalfAway);

    private static int Clamp(long value, int minimum, int maximum) =>
        value < minimum ? minimum : value > maximum ? maximum : (int)value;

    private static Quantization GridOf(Node node) =>
        node.Quantization ?? throw new NotSupportedException($"Node '{node.Name}' ({node.Kind}) has no grid; run the passes first.");
}
