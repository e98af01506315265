using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Globalization;
using System.Linq;
using Pickerel.Core.Collections;
using Pickerel.Core.Ir;

namespace Pickerel.Import.Onnx.Translation;

/// <summary>The grid of the network's input: the file's integers, what FINN says of them, or that of the first node that quantizes it.</summary>
internal static class InputGrids
{
    /// <summary>An input of more is refused: each channel of it may cost as much as a layer's.</summary>
    private const int MostChannels = 1 << 18;

    /// <summary>Adds the input and says what it stands for.</summary>
    public static void Add(OnnxBuilder builder)
    {
        var graph = builder.Graph;
        if (graph.Inputs.Count != 1 || graph.Outputs.Count != 1)
        {
            var names = string.Join(", ", graph.Inputs.Select(i => i.Name));
            throw builder.Problems.Malformed(FormattableString.Invariant($"it has {graph.Inputs.Count} inputs ({names}) and {graph.Outputs.Count} outputs, and one of each is supported"));
        }

        var input = graph.Inputs[0];
        var layout = LayoutOf(builder, input);
        var type = input.Type ?? throw builder.Problems.MalformedTensor(input.Name, "its element type is unknown");
        var grid = type.IsReal() ? Annotated(graph, input.Name) : Declared(builder, input.Name, type);
        if (grid is null && graph.HoldsPlainIntegers())
            grid = new(1, 0, 8, Signed: false);
        if (grid is null)
        {
            builder.Set(input.Name, new Activation(new RealInput(), layout, [], type, null));
            return;
        }

        var node = builder.AddInput(layout.Shape, grid);
        builder.Set(input.Name, new Activation(new Codes(node), layout, grid.ZeroPoint == 0 ? [] : [new AffineStep(Exact.One, grid.ZeroPoint)], type, null));
    }

    /// <summary>Adds the input on the grid of what quantizes it; a bound closer than the grid's needs a node.</summary>
    public static Node Bind(OnnxBuilder builder, Activation x, ImmutableArray<Step> prefix, CodeRange range, OnnxNode reader)
    {
        var (scale, offset) = (Exact.One, Exact.Zero);
        for (var i = 0; i < prefix.Length; i++)
        {
            switch (prefix[i])
            {
                case AffineStep { IsUniform: true } affine when affine.Factor(0).Sign > 0 && (i == 0 || affine.Factor(0) == Exact.One):
                    (scale, offset) = (scale * affine.Factor(0), (offset * affine.Factor(0)) + affine.Addend(0));
                    break;
                case ClampStep { IsUniform: true } or RoundStep:
                    break;
                default:
                    throw builder.Problems.Unsupported(reader, "the input goes through more than one scale, offset and rounding before it is quantized; let the network begin behind that");
            }
        }

        var grid = range.Grid(new AffineStep(Exact.One, -offset), reader, builder) with { Scale = (Exact.One / scale).ToDouble() };
        if (range.IsBipolar || (offset - grid.ZeroPoint).Sign != 0)
            throw builder.Problems.Unsupported(reader, "the input is quantized with an offset that is none of its integers; let the network begin behind it");
        var input = builder.AddInput(x.Layout.Shape, grid);
        if (range.Minimum == grid.Minimum && range.Maximum == grid.Maximum)
            return input;
        var clamp = new Requantization(Constant<int>.Vector([1]), Constant<long>.Vector([grid.ZeroPoint]), 0, range.Minimum, range.Maximum);
        return builder.Add(reader, new IntegerAffineNode { Name = "", Requantizer = clamp, Quantization = grid }, x.Layout.Shape, input);
    }

    private static Layout LayoutOf(OnnxBuilder builder, OnnxValue input)
    {
        var sizes = input.Dimensions ?? throw builder.Problems.MalformedTensor(input.Name, "its shape is unknown");

        // The network takes one sample, whatever the batch.
        ImmutableArray<int> dimensions = [.. sizes.Select((s, i) => i == 0 && sizes.Length > 1 ? s ?? 1 : s ?? throw builder.Problems.MalformedTensor(input.Name, "a size of it other than the batch is unknown; export with fixed sizes"))];
        var text = $"[{string.Join(", ", dimensions)}]";
        if (dimensions.Contains(0) || dimensions.Aggregate(System.Numerics.BigInteger.One, (p, s) => p * s) > Core.Passes.SizeLimits.TensorElements)
            throw builder.Problems.MalformedTensor(input.Name, $"its shape {text} is empty or too large");
        var layout = Layout.Standard(dimensions) ?? throw builder.Problems.MalformedTensor(input.Name, $"its shape {text} has more than three sizes that are not 1; export with a batch of 1");
        return layout.Shape.Channels <= MostChannels ? layout : throw builder.Problems.MalformedTensor(input.Name, FormattableString.Invariant($"its shape {text} has more than {MostChannels} channels"));
    }

    /// <summary>UINT8, INT4, BIPOLAR and the like.</summary>
    private static Quantization? Annotated(OnnxGraph graph, string input)
    {
        var type = graph.DataTypes.GetValueOrDefault(input, "");
        if (type is "BIPOLAR")
            return new(1, 0, 1, Signed: true);
        var isSigned = type.StartsWith("INT", StringComparison.Ordinal);
        if ((isSigned || type.StartsWith("UINT", StringComparison.Ordinal))
            && int.TryParse(type.AsSpan(isSigned ? 3 : 4), NumberStyles.None, CultureInfo.InvariantCulture, out var bits) && bits is >= 2 and <= 8 or 16)
        {
            return new(1, 0, bits, isSigned);
        }

        return null;
    }

    /// <summary>The file's integers; with scale and zero point, if the first to read them says which.</summary>
    private static Quantization Declared(OnnxBuilder builder, string input, OnnxType type)
    {
        if (type is OnnxType.Bool || type.Bits() > 16)
            throw builder.Problems.MalformedTensor(input, $"it is an input of type {type}, and integers of up to 16 bits are supported");
        var grid = new Quantization(1, 0, type.Bits(), type.IsSigned());
        var reader = builder.Graph.Nodes.FirstOrDefault(n => n.Inputs.Contains(input, StringComparer.Ordinal));
        if (reader is null || !(reader.Kind is "DequantizeLinear" or "QLinearConv" or "QLinearMatMul" || reader.Kind.StartsWith("com.microsoft.QLinear", StringComparison.Ordinal)))
            return grid;
        var position = reader.Inputs.IndexOf(input);
        OnnxTensor? At(int i) => i < reader.Inputs.Length ? builder.Graph.Constants.GetValueOrDefault(reader.Inputs[i]) : null;
        if (At(position + 1) is not { Count: 1, IsReal: true } scale || !(scale.Real(0) > 0) || double.IsInfinity(scale.Real(0)))
            return grid;
        var zero = At(position + 2) is { Count: 1, IsReal: false } found ? (long)found.Integer(0) : 0;
        return zero >= grid.Minimum && zero <= grid.Maximum ? grid with { Scale = scale.Real(0), ZeroPoint = (int)zero } : grid;
    }
}
