using System;
using System.Collections.Generic;
using System.Linq;

namespace Pickerel.TestKit.TfLite;

/// <summary>TensorFlow Lite files written by hand, well-formed or not.</summary>
public sealed class TfLiteFile
{
    public const byte Float32 = 0, Int32 = 2, UInt8 = 3, Int64 = 4, Int16 = 7, Int8 = 9, Int4 = 17;

    private readonly List<FlatFields> _tensors = [];
    private readonly List<FlatFields> _operators = [];
    private readonly List<int> _codes = [];
    private readonly List<byte[]> _buffers = [[]];

    /// <summary>Gets or sets the tensors that go in.</summary>
    public int[] Inputs { get; set; } = [];

    /// <summary>Gets or sets the tensors that come out.</summary>
    public int[] Outputs { get; set; } = [];

    /// <summary>Adds a tensor.</summary>
    /// <returns>Its number.</returns>
    public int Tensor(byte type, int[] shape, float scale = 0, long zero = 0, byte[]? data = null, string? name = null) =>
        Tensor(type, shape, scale == 0 ? [] : [scale], scale == 0 ? [] : [zero], 0, data, name);

    /// <summary>Adds a tensor with scales of its own along a dimension.</summary>
    /// <returns>Its number.</returns>
    public int Tensor(byte type, int[] shape, float[] scales, long[] zeros, int dimension, byte[]? data = null, string? name = null)
    {
        if (data is not null)
            _buffers.Add(data);
        var quantization = scales.Length == 0 ? null : new FlatFields().Set(2, scales).Set(3, zeros).Set(6, dimension);
        _tensors.Add(new FlatFields()
            .Set(0, shape).Set(1, type).Set(2, data is null ? 0u : (uint)_buffers.Count - 1).Set(3, name ?? $"tensor{_tensors.Count}").Set(4, quantization));
        return _tensors.Count - 1;
    }

    /// <summary>Adds an operator.</summary>
    public TfLiteFile Operator(int code, int[] inputs, int[] outputs, FlatFields? options = null)
    {
        _codes.Add(code);
        _operators.Add(new FlatFields().Set(0, (uint)_codes.Count - 1).Set(1, inputs).Set(2, outputs).Set(3, options is null ? null : (byte)1).Set(4, options));
        return this;
    }

    public byte[] Write()
    {
        var graph = new FlatFields().Set(0, _tensors.ToArray()).Set(1, Inputs).Set(2, Outputs).Set(3, _operators.ToArray());
        FlatFields[] codes = [.. _codes.Select(c => new FlatFields().Set(0, (byte)Math.Min(c, 127)).Set(3, c))];
        return FlatBufferWriter.Write(
            "TFL3",
            new FlatFields().Set(0, 3u).Set(1, codes).Set(2, new[] { graph }).Set(4, _buffers.Select(b => new FlatFields().Set(0, b.Length == 0 ? null : b)).ToArray()));
    }

    public static byte[] Bytes(params int[] values) => [.. values.Select(v => unchecked((byte)v))];

    public static byte[] Ints(params int[] values) => [.. values.SelectMany(BitConverter.GetBytes)];
}
