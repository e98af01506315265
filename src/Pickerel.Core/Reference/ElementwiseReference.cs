using System;
using System.Collections.Generic;
using System.Linq;
using System.Numerics;
using Pickerel.Core.Ir;

namespace Pickerel.Core.Reference;

/// <summary>A tensor in the interpreter.</summary>
/// <param name="Shape">Its shape.</param>
/// <param name="Grid">Its grid.</param>
/// <param name="Values">Its integers in HWC order.</param>
internal readonly record struct Activations(TensorShape Shape, Quantization Grid, int[] Values)
{
    public int this[int y, int x, int channel] => Values[(((y * Shape.Width) + x) * Shape.Channels) + channel];

    public bool Contains(int y, int x) => y >= 0 && y < Shape.Height && x >= 0 && x < Shape.Width;
}

/// <summary>The definitions of nodes that look up, multiply, normalize or move elements.</summary>
internal static class ElementwiseReference
{
    public static int[] LookUp(IntegerTableNode node, Activations x) =>
        [.. x.Values.Select((value, i) => node.ValueOf(i % x.Shape.Channels, value - x.Grid.Minimum))];

    public static int[] Sum(IntegerTableSumNode node, Activations left, Activations right) =>
        [.. left.Values.Select((value, i) => ReferenceRequantizer.Apply(
            node.Requantizer, i % left.Shape.Channels, (long)node.Left[value - left.Grid.Minimum] + node.Right[right.Values[i] - right.Grid.Minimum]))];

    public static int[] Multiply(IntegerMultiplyNode node, Activations left, Activations right) =>
        [.. left.Values.Select((value, i) => ReferenceRequantizer.Apply(
            node.Requantizer, i % left.Shape.Channels, (long)(value - left.Grid.ZeroPoint) * (right.Values[i % right.Values.Length] - right.Grid.ZeroPoint)))];

    public static int[] Normalize(IntegerSoftmaxNode node, Activations x)
    {
        var (channels, grid) = (x.Shape.Channels, node.Quantization!);
        var result = new int[x.Values.Length];
        for (var first = 0; first < result.Length; first += channels)
        {
            var pixel = new ArraySegment<int>(x.Values, first, channels);
            var greatest = pixel.Max();
            var sum = pixel.Sum(value => (long)node.Exponentials[greatest - value]);
            for (var c = 0; c < channels; c++)
            {
                var share = Rounding.Divide((BigInteger)node.Exponentials[greatest - x.Values[first + c]] * node.Levels, sum, RoundingMode.HalfUp);
                result[first + c] = (int)BigInteger.Max(grid.Minimum, BigInteger.Min(share + grid.ZeroPoint, grid.Maximum));
            }
        }

        return result;
    }

    public static int[] Move(MovementNode node, IReadOnlyList<Activations> inputs)
    {
        var (shape, shapes) = (node.Shape, inputs.Select(i => i.Shape).ToList());
        var result = new int[shape.Count];
        for (var i = 0; i < result.Length; i++)
        {
            var place = new Place(i / shape.Channels / shape.Width, i / shape.Channels % shape.Width, i % shape.Channels);
            result[i] = Movement.OriginOf(node, shapes, place) is { } origin
                ? inputs[origin.Input][origin.Place.Y, origin.Place.X, origin.Place.Channel]
                : BorderOf((PadNode)node, place.Channel, inputs[0].Grid);
        }

        return result;
    }

    private static int BorderOf(PadNode node, int channel, Quantization grid) => node.Values.IsEmpty ? grid.ZeroPoint : node.Values[channel];
}
