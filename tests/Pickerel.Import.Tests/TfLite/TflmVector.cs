using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.Json;
using Pickerel.Core.Reference;
using Pickerel.Import.TfLite;
using Pickerel.TestKit.TfLite;

namespace Pickerel.Import.Tests.TfLite;

/// <summary>A unit test of TensorFlow Lite for Microcontrollers as a model file of one operator.</summary>
internal sealed class TflmVector(string path)
{
    private readonly JsonElement _root = JsonDocument.Parse(File.ReadAllText(path)).RootElement;

    public string Name { get; } = Path.GetFileNameWithoutExtension(path);

    /// <summary>Gets how far an output may be from what is expected, which is rounded from reals.</summary>
    public int Tolerance => _root.GetProperty("tolerance_lsb").GetInt32();

    /// <summary>Gets the outputs expected: those that the reference kernels have where the file gives them, else rounded reals.</summary>
    public int[] Expected => Integers(_root.GetProperty("expected"));

    /// <summary>Gets what the reference kernels have exactly; empty where the file does not give it.</summary>
    public int[] Exact => _root.GetProperty("output").TryGetProperty("research_numpy_tflm_exact", out var exact) ? Integers(exact) : [];

    private string Op => _root.GetProperty("op").GetString()!;

    /// <summary>The outputs of the imported model, sample by sample.</summary>
    public int[] Run()
    {
        var input = _root.GetProperty("input");
        var (shape, elements) = (Shape(input), Integers(input.GetProperty("q")));
        var batch = shape.Length == 4 ? shape[0] : 1;
        var network = TfLiteImporter.Import(Model(batch), Name).Network!;
        if (Op is not "ADD")
            return [.. elements.Chunk(elements.Length / batch).SelectMany(x => ReferenceInterpreter.Run(network, x))];

        // The model takes both operands behind each other, and splits them.
        return ReferenceInterpreter.Run(network, [.. elements, .. Integers(_root.GetProperty("input2").GetProperty("q"))]);
    }

    private byte[] Model(int batch)
    {
        var file = new TfLiteFile();
        var output = _root.GetProperty("output");
        if (Op is "ADD")
            return Sum(file, output);
        var x = Tensor(file, _root.GetProperty("input"), batch);
        var inputs = new List<int> { x };
        if (_root.GetProperty("filter") is { ValueKind: JsonValueKind.Object } filter)
            inputs.Add(Filter(file, filter));
        if (_root.GetProperty("bias") is { ValueKind: JsonValueKind.Object } bias)
            inputs.Add(file.Tensor(TfLiteFile.Int32, [bias.GetProperty("q").GetArrayLength()], data: TfLiteFile.Ints(Integers(bias.GetProperty("q")))));
        var y = Tensor(file, output, batch);
        (file.Inputs, file.Outputs) = ([x], [y]);
        return file.Operator(Code, [.. inputs], [y], Options()).Write();
    }

    /// <summary>Rows of two tensors become one input: two operands of the same grid are split by a slice, of others by a change of grid behind it.</summary>
    private byte[] Sum(TfLiteFile file, JsonElement output)
    {
        var (left, right) = (_root.GetProperty("input"), _root.GetProperty("input2"));
        var count = left.GetProperty("q").GetArrayLength();
        var both = file.Tensor(TfLiteFile.Int8, [1, 2, count], 1f, 0);
        int Part(int index, JsonElement operand)
        {
            var part = file.Tensor(TfLiteFile.Int8, [1, 1, count], 1f, 0);
            var begin = file.Tensor(TfLiteFile.Int32, [3], data: TfLiteFile.Ints(0, index, 0));
            var end = file.Tensor(TfLiteFile.Int32, [3], data: TfLiteFile.Ints(1, index + 1, count));
            var step = file.Tensor(TfLiteFile.Int32, [3], data: TfLiteFile.Ints(1, 1, 1));
            var same = file.Tensor(TfLiteFile.Int8, [1, count], operand.GetProperty("scale").GetSingle(), operand.GetProperty("zero_point").GetInt64());
            _ = file.Operator(45, [both, begin, end, step], [part], new FlatFields().Set(0, 0));
            _ = file.Operator(22, [part], [same]);
            return same;
        }

        var (a, b) = (Part(0, left), Part(1, right));
        var y = file.Tensor(TfLiteFile.Int8, [1, count], output.GetProperty("scale").GetSingle(), output.GetProperty("zero_point").GetInt64());
        (file.Inputs, file.Outputs) = ([both], [y]);
        return file.Operator(0, [a, b], [y], new FlatFields().Set(0, Activation)).Write();
    }

    private int Code => Op switch
    {
        "CONV_2D" => 3,
        "DEPTHWISE_CONV_2D" => 4,
        "FULLY_CONNECTED" => 9,
        "AVERAGE_POOL_2D" => 1,
        "MAX_POOL_2D" => 17,
        "SOFTMAX" => 25,
        _ => throw new NotSupportedException(Op),
    };

    private byte Activation => Text("activation") switch
    {
        "RELU" => 1,
        "RELU_N1_TO_1" => 2,
        "RELU6" => 3,
        _ => 0,
    };

    private FlatFields Options() => Op switch
    {
        "FULLY_CONNECTED" => new FlatFields().Set(0, Activation),
        "SOFTMAX" => new FlatFields().Set(0, _root.GetProperty("params").GetProperty("beta").GetSingle()),
        "CONV_2D" => Window().Set(3, Activation).Set(4, Number("dilation_w")).Set(5, Number("dilation_h")),
        "DEPTHWISE_CONV_2D" => Window().Set(3, Number("depth_multiplier")).Set(4, Activation).Set(5, Number("dilation_w")).Set(6, Number("dilation_h")),
        _ => Window().Set(3, Number("filter_w")).Set(4, Number("filter_h")).Set(5, Activation),
    };

    private FlatFields Window() => new FlatFields().Set(0, (byte)(Text("padding") is "SAME" ? 0 : 1)).Set(1, Number("stride_w")).Set(2, Number("stride_h"));

    private static int Tensor(TfLiteFile file, JsonElement tensor, int batch)
    {
        int[] shape = [.. Shape(tensor).Select((size, i) => i == 0 && batch > 1 ? 1 : size)];

        // Leading sizes of a softmax are rows.
        if (shape is [> 1, _, _, _])
            shape = [shape[0] * shape[1], shape[2], shape[3]];
        return file.Tensor(TfLiteFile.Int8, shape, tensor.GetProperty("scale").GetSingle(), tensor.GetProperty("zero_point").GetInt64());
    }

    private static int Filter(TfLiteFile file, JsonElement filter)
    {
        var (codes, isInt4) = (Integers(filter.GetProperty("q")), filter.GetProperty("dtype").ValueEquals("int4"));
        byte[] data = isInt4
            ? [.. codes.Chunk(2).Select(pair => (byte)((pair[0] & 15) | (pair.Length == 2 ? pair[1] << 4 : 0)))]
            : TfLiteFile.Bytes(codes);
        float[] scales = [.. filter.GetProperty("scales").EnumerateArray().Select(s => s.GetSingle())];
        return file.Tensor(isInt4 ? TfLiteFile.Int4 : TfLiteFile.Int8, Shape(filter), scales, [.. scales.Select(_ => 0L)], filter.GetProperty("quantized_dimension").GetInt32(), data);
    }

    private int Number(string key) => _root.GetProperty("params").GetProperty(key).GetInt32();

    private string? Text(string key) => _root.GetProperty("params").TryGetProperty(key, out var value) ? value.GetString() : null;

    private static int[] Shape(JsonElement tensor) => Integers(tensor.GetProperty("shape"));

    private static int[] Integers(JsonElement array) => [.. array.EnumerateArray().Select(v => v.GetInt32())];
}
