using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.Json;
using Pickerel.Core.Collections;
using Pickerel.Core.Ir;
using Pickerel.Core.Reference;

namespace Pickerel.Import.Tests.TfLite;

/// <summary>A unit test of CMSIS-NN: its sizes and multipliers as one integer node, its inputs, its outputs.</summary>
internal sealed class CmsisVector
{
    private readonly JsonElement _config;
    private readonly JsonElement _arrays;

    public CmsisVector(string path)
    {
        Name = Path.GetFileNameWithoutExtension(path);
        var root = JsonDocument.Parse(File.ReadAllText(path)).RootElement;
        (_config, _arrays) = (root.GetProperty("config"), root.GetProperty("arrays"));
    }

    public string Name { get; }

    /// <summary>Gets why Pickerel has no such node, or null.</summary>
    public string? NotApplicable =>
        Name.StartsWith("transpose", StringComparison.Ordinal) ? "the set gives no sizes and no order of axes"
        : Name is "softmax_s8_s16" ? "a softmax of 8 bits to 16 is not imported"
        : null;

    private bool IsDepthwise => _config.TryGetProperty("CH_MULT", out _);

    private bool IsDense => _config.TryGetProperty("ACCUMULATION_DEPTH", out _);

    private bool IsPool => Name.Contains("pool", StringComparison.Ordinal);

    private Quantization InputGrid => GridOf("INPUT_OFFSET", -1, ["input", "input_tensor", "input1"]);

    private Quantization OutputGrid => GridOf("OUTPUT_OFFSET", 1, ["output", "output_ref"]);

    /// <summary>The outputs of the node, sample by sample, and those expected.</summary>
    public (int[] Actual, int[] Expected) Run()
    {
        var node = Node();
        var nodes = new List<Node> { new InputNode { Name = "input", Shape = InputShape, Quantization = InputGrid } };
        if (node.Inputs.Count == 2)
            nodes.Add(new MaxPoolNode { Name = "other", Inputs = ["input"], Shape = InputShape, Quantization = InputGrid, Window = Window.Point });
        nodes.Add(node);
        var network = new Network("vector", nodes.ToEquatableArray());

        // Not verified as a network is: some 16-bit vectors have sums in 32 bits that these inputs keep within, and others would not.
        var actual = node.Inputs.Count == 2 ? Pairs(network) : Integers("input", "input_tensor").Chunk((int)InputShape.Count).SelectMany(x => ReferenceInterpreter.Run(network, x)).ToArray();
        return (IsPool ? [.. actual.Select(y => Math.Clamp(y, Number("ACTIVATION_MIN"), Number("ACTIVATION_MAX")))] : actual, Integers("output", "output_ref"));
    }

    private TensorShape InputShape =>
        Has("INPUT_H") ? new(Number("INPUT_H"), Number("INPUT_W"), Has("IN_CH") ? IsDense && !Name.Contains("int16", StringComparison.Ordinal) ? Number("ACCUMULATION_DEPTH") : Number("IN_CH") : Number("INPUT_C"))
        : Has("ROW_SIZE") ? new(1, 1, Number("ROW_SIZE")) : new(1, 1, 1);

    /// <summary>A node of two inputs reads one tensor of the other's elements: each pair of elements is a network of its own.</summary>
    private int[] Pairs(Network network)
    {
        var (left, right) = (Integers("input1"), Integers("input2"));
        return [.. left.Select((x, i) => Pair(network, x, right[i]))];
    }

    private static int Pair(Network network, int left, int right) => network.Output switch
    {
        IntegerTableSumNode sum => ReferenceRequantizer.Apply(sum.Requantizer, 0, (long)sum.Left[left - network.Input.Quantization!.Minimum] + sum.Right[right - network.Input.Quantization.Minimum]),
        var multiply => ReferenceRequantizer.Apply(((IntegerMultiplyNode)multiply).Requantizer, 0, (long)left * right),
    };

    private Node Node() => Name switch
    {
        "add" => new IntegerTableSumNode
        {
            Name = "node", Inputs = ["input", "other"], Shape = InputShape, Quantization = OutputGrid,
            Left = Terms("INPUT1"), Right = Terms("INPUT2"), Requantizer = Requantizer([Number("OUTPUT_MULT")], [Number("OUTPUT_SHIFT")], TfLiteRounding.Double),
        },
        "mul_s16" => new IntegerMultiplyNode
        {
            Name = "node", Inputs = ["input", "other"], Shape = InputShape, Quantization = OutputGrid, Requantizer = Requantizer([Number("OUTPUT_MULT")], [Number("OUTPUT_SHIFT")], TfLiteRounding.Double),
        },
        "pad_int8_2" => new PadNode
        {
            Name = "node", Inputs = ["input"], Shape = new(5, 5, 2), Quantization = InputGrid, Values = [Number("PAD_VALUE"), Number("PAD_VALUE")],
            Padding = new(Number("PRE_PAD_H"), Number("PRE_PAD_W"), Number("POST_PAD_H"), Number("POST_PAD_W")),
        },
        "softmax" => Softmax(),
        _ when IsPool => Pool(),
        _ when IsDense => Dense(),
        _ => Convolution(),
    };

    private TfLiteSoftmaxNode Softmax() => new()
    {
        Name = "node", Inputs = ["input"], Shape = InputShape, Quantization = new(1.0 / 256, -128, 8, Signed: true),
        Exponentials = Constant<int>.Vector([.. Enumerable.Range(0, 256).Select(d => -d < Number("DIFF_MIN") ? 0 : TfLiteFixedPoint.Exponential(
            (int)TfLiteArithmetic.Multiply(-d, Number("INPUT_MULT"), Number("INPUT_LEFT_SHIFT"), TfLiteRounding.Double), 5))]),
    };

    private Node Pool()
    {
        var shape = new TensorShape(Number("OUTPUT_H"), Number("OUTPUT_W"), Number("OUTPUT_C"));
        var window = WindowOf(shape, (Number("FILTER_H"), Number("FILTER_W")), (Number("STRIDE_H"), Number("STRIDE_W")), (1, 1), (Number("PADDING_H"), Number("PADDING_W")));
        return Name.StartsWith("avg", StringComparison.Ordinal)
            ? new IntegerAveragePoolNode
            {
                Name = "node", Inputs = ["input"], Shape = shape, Quantization = InputGrid, Window = window, CountIncludesPadding = false, Numerator = 1, Denominator = 1, Rounding = PoolRounding.HalfAwayFromZero,
            }
            : new MaxPoolNode { Name = "node", Inputs = ["input"], Shape = shape, Quantization = InputGrid, Window = window };
    }

    private IntegerDenseNode Dense()
    {
        var (outputs, depth) = (Number("OUT_CH"), Number("ACCUMULATION_DEPTH"));
        var codes = Weights(outputs * depth);
        return new()
        {
            Name = "node", Inputs = ["input"], Shape = new(1, 1, outputs), Quantization = OutputGrid, Weights = new([outputs, depth], [.. codes]), WeightBits = 16,
            WeightScales = Constant<double>.Vector([.. Enumerable.Repeat(1.0, outputs)]), Requantizer = WeightedRequantizer(),
        };
    }

    private IntegerConvolutionNode Convolution()
    {
        var (outputs, inputs) = (Number("OUT_CH"), Number("IN_CH"));
        var (rows, columns) = (Number("FILTER_Y"), Number("FILTER_X"));
        var perGroup = IsDepthwise ? 1 : Has("FILTER_CH") ? Number("FILTER_CH") : inputs;
        var codes = Weights(outputs * rows * columns * perGroup);
        short[] ordered = IsDepthwise ? [.. Enumerable.Range(0, codes.Length).Select(i => codes[(i % (rows * columns) * outputs) + (i / (rows * columns))])] : codes;
        var shape = new TensorShape(Number("OUTPUT_H"), Number("OUTPUT_W"), outputs);
        return new()
        {
            Name = "node", Inputs = ["input"], Shape = shape, Quantization = OutputGrid, Groups = inputs / perGroup,
            Convolution = IsDepthwise ? ConvolutionKind.Depthwise : ConvolutionKind.Standard,
            Window = WindowOf(shape, (rows, columns), (Number("STRIDE_Y"), Number("STRIDE_X")), (Number("DILATION_Y"), Number("DILATION_X")), (Number("PAD_Y"), Number("PAD_X"))),
            Weights = new([outputs, rows, columns, perGroup], [.. ordered]), WeightBits = 16,
            WeightScales = Constant<double>.Vector([.. Enumerable.Repeat(1.0, outputs)]), Requantizer = WeightedRequantizer(),
        };
    }

    private TfLiteRequantization WeightedRequantizer()
    {
        var bias = Array("biases", "bias", "input_bias");
        var isLong = bias is { } array && array.GetProperty("dtype").ValueEquals("int64_t");
        int[] multipliers = Array("output_mult", "output_multiplier") is null ? [Number("OUTPUT_MULTIPLIER")] : Integers("output_mult", "output_multiplier");
        int[] shifts = Array("output_shift") is null ? [Number("OUTPUT_SHIFT")] : Integers("output_shift");
        return Requantizer(multipliers, shifts, isLong ? TfLiteRounding.Word : TfLiteRounding.Double) with
        {
            Biases = Constant<long>.Vector(bias is { } values ? [.. values.GetProperty("values").EnumerateArray().Select(v => v.GetInt64())] : [0]),
        };
    }

    private TfLiteRequantization Requantizer(int[] multipliers, int[] shifts, TfLiteRounding rounding) => new(
        Constant<long>.Vector([0]), Constant<int>.Vector([.. multipliers]), Constant<int>.Vector([.. shifts]), rounding, OutputGrid.ZeroPoint, Number("OUT_ACTIVATION_MIN"), Number("OUT_ACTIVATION_MAX"));

    private Constant<int> Terms(string operand) => Constant<int>.Vector([.. Enumerable.Range(-128, 256).Select(q => (int)TfLiteArithmetic.Multiply(
        (long)(q + Number(operand + "_OFFSET")) << Number("LEFT_SHIFT"), Number(operand + "_MULT"), Number(operand + "_SHIFT"), TfLiteRounding.Double))]);

    private Window WindowOf(TensorShape output, (int Y, int X) kernel, (int Y, int X) stride, (int Y, int X) dilation, (int Y, int X) before)
    {
        int After(int outputs, int k, int s, int d, int pad, int input) => Math.Max(0, ((outputs - 1) * s) + ((k - 1) * d) + 1 - pad - input);
        var input = InputShape;
        return new(kernel.Y, kernel.X, stride.Y, stride.X, dilation.Y, dilation.X, new(
            before.Y, before.X, After(output.Height, kernel.Y, stride.Y, dilation.Y, before.Y, input.Height), After(output.Width, kernel.X, stride.X, dilation.X, before.X, input.Width)));
    }

    /// <summary>Plain bytes, or halves of them: the lower first, without gaps between rows.</summary>
    private short[] Weights(int count)
    {
        var bytes = Integers("weights", "input_weights");
        return bytes.Length == count ? [.. bytes.Select(b => (short)b)] : [.. Enumerable.Range(0, count).Select(i => (short)((sbyte)(bytes[i / 2] << (i % 2 == 0 ? 4 : 0)) >> 4))];
    }

    private Quantization GridOf(string offset, int sign, string[] arrays)
    {
        var bits = Array(arrays) is { } array && array.GetProperty("dtype").ValueEquals("int16_t") ? 16 : 8;
        return new(1, Has(offset) ? sign * Number(offset) : 0, bits, Signed: true);
    }

    private bool Has(string key) => _config.TryGetProperty(key, out _);

    private int Number(string key) => _config.GetProperty(key).GetInt32();

    private JsonElement? Array(params string[] names) => names.Select(n => _arrays.TryGetProperty(n, out var a) ? a : (JsonElement?)null).FirstOrDefault(a => a is not null);

    private int[] Integers(params string[] names) => [.. Array(names)!.Value.GetProperty("values").EnumerateArray().Select(v => v.GetInt32())];
}
