using System;
using System.Collections.Immutable;

namespace Pickerel.Import.Onnx.Evaluation;

/// <summary>Kernels that compute each element by itself: functions of one, two or three tensors.</summary>
internal static class Elementwise
{
    /// <summary>A function of reals.</summary>
    public static Func<OnnxCall, OnnxTensor[]> Real(Func<double, double> function) => call => [Map(call, call[0], function)];

    /// <summary>A function of reals with constants from attributes.</summary>
    public static Func<OnnxCall, OnnxTensor[]> Real(Func<OnnxCall, Func<double, double>> function) => call => [Map(call, call[0], function(call))];

    /// <summary>A function of reals, and one of integers that equals it on them.</summary>
    public static Func<OnnxCall, OnnxTensor[]> Number(Func<double, double> real, Func<Int128, Int128> integer) =>
        call => [call[0].IsReal ? Map(call, call[0], real) : MapIntegers(call, call[0], integer)];

    /// <summary>A function of two tensors of one type.</summary>
    public static Func<OnnxCall, OnnxTensor[]> Binary(Func<double, double, double> real, Func<Int128, Int128, Int128> integer) =>
        call => [Combine(call, call[0], call[1], real, integer)];

    /// <summary>A function of any number of tensors of one type, two by two.</summary>
    public static Func<OnnxCall, OnnxTensor[]> Fold(Func<double, double, double> real, Func<Int128, Int128, Int128> integer) => call =>
    {
        var result = call[0];
        for (var i = 1; i < call.InputCount; i++)
            result = Combine(call, result, call[i], real, integer);
        return [result];
    };

    /// <summary>A comparison of two tensors of one type.</summary>
    public static Func<OnnxCall, OnnxTensor[]> Comparison(Func<double, double, bool> real, Func<Int128, Int128, bool> integer) => call =>
    {
        var result = Combine(call, call[0], call[1], (a, b) => real(a, b) ? 1 : 0, (a, b) => integer(a, b) ? 1 : 0);
        var bits = new long[result.Count];
        for (var i = 0; i < bits.Length; i++)
            bits[i] = result.Real(i) != 0 ? 1 : 0;
        return [OnnxTensor.OfIntegers(OnnxType.Bool, result.Dimensions, bits)];
    };

    public static OnnxTensor Map(OnnxCall call, OnnxTensor x, Func<double, double> function)
    {
        call.Check(x.IsReal, $"its elements are of type {x.Type}, and must be real");
        var result = new double[call.Allocate(x.Dimensions)];
        var reals = x.Reals;
        for (var i = 0; i < result.Length; i++)
            result[i] = function(reals[i]);
        return OnnxTensor.OfReals(x.Type, x.Dimensions, result);
    }

    public static OnnxTensor MapIntegers(OnnxCall call, OnnxTensor x, Func<Int128, Int128> function)
    {
        var result = new long[call.Allocate(x.Dimensions)];
        for (var i = 0; i < result.Length; i++)
            result[i] = x.Type.Wrap(function(x.Integer(i)));
        return OnnxTensor.OfIntegers(x.Type, x.Dimensions, result);
    }

    public static OnnxTensor Combine(OnnxCall call, OnnxTensor a, OnnxTensor b, Func<double, double, double> real, Func<Int128, Int128, Int128> integer)
    {
        call.Check(a.Type == b.Type, $"its inputs are of types {a.Type} and {b.Type}, and must be of one");
        var shape = Broadcast.Shape(call, a.Dimensions, b.Dimensions);
        var count = call.Allocate(shape);
        (a, b) = (Broadcast.To(call, a, shape), Broadcast.To(call, b, shape));
        return a.IsReal ? OnnxTensor.OfReals(a.Type, shape, Reals(a, b, real)) : OnnxTensor.OfIntegers(a.Type, shape, Integers(call, a, b, count, integer));
    }

    /// <summary>Power: the base's type, whatever the exponent's.</summary>
    public static OnnxTensor[] Power(OnnxCall call)
    {
        var shape = Broadcast.Shape(call, call[0].Dimensions, call[1].Dimensions);
        var (a, b) = (Broadcast.To(call, call[0], shape), Broadcast.To(call, call[1], shape));
        var powers = new double[call.Allocate(shape)];
        for (var i = 0; i < powers.Length; i++)
            powers[i] = Math.Pow(a.Real(i), b.Real(i));
        return a.IsReal
            ? [OnnxTensor.OfReals(a.Type, shape, powers)]
            : [OnnxTensor.OfIntegers(a.Type, shape, Array.ConvertAll(powers, p => a.Type.Wrap(Casts.Truncate(p))))];
    }

    public static OnnxTensor[] Where(OnnxCall call)
    {
        var shape = Broadcast.Shape(call, call[0].Dimensions, call[1].Dimensions, call[2].Dimensions);
        call.Check(call[1].Type == call[2].Type, "its choices are of different types");
        var (condition, a, b) = (Broadcast.To(call, call[0], shape), Broadcast.To(call, call[1], shape), Broadcast.To(call, call[2], shape));
        var count = call.Allocate(shape);
        if (a.IsReal)
        {
            var reals = new double[count];
            for (var i = 0; i < count; i++)
                reals[i] = condition.Real(i) != 0 ? a.Reals[i] : b.Reals[i];
            return [OnnxTensor.OfReals(a.Type, shape, reals)];
        }

        var integers = new long[count];
        for (var i = 0; i < count; i++)
            integers[i] = condition.Real(i) != 0 ? a.Integers[i] : b.Integers[i];
        return [OnnxTensor.OfIntegers(a.Type, shape, integers)];
    }

    /// <summary>Clip: the bounds are attributes before opset 11, inputs since.</summary>
    public static OnnxTensor[] Clip(OnnxCall call)
    {
        var x = call[0];
        if (!x.IsReal)
        {
            var (least, most) = (call.Optional(1)?.Integer(0) ?? x.Type.Minimum(), call.Optional(2)?.Integer(0) ?? x.Type.Maximum());
            return [MapIntegers(call, x, v => Int128.Min(Int128.Max(v, least), most))];
        }

        var minimum = call.Optional(1) is { } low ? call.ScalarOf(low) : call.Node.Real("min", float.NegativeInfinity);
        var maximum = call.Optional(2) is { } high ? call.ScalarOf(high) : call.Node.Real("max", float.PositiveInfinity);
        return [Map(call, x, v => Math.Min(Math.Max(v, minimum), maximum))];
    }

    public static OnnxTensor[] BitShift(OnnxCall call)
    {
        var isLeft = string.Equals(call.Node.Word("direction", ""), "LEFT", StringComparison.Ordinal);
        Int128 Shifted(Int128 value, Int128 by) => by >= 64 ? 0 : isLeft ? value << (int)by : value >> (int)by;
        call.Check(!call[0].IsReal, "its elements must be integers");
        return [Combine(call, call[0], call[1], (a, _) => a, Shifted)];
    }

    public static OnnxTensor[] PRelu(OnnxCall call) =>
        [Combine(call, call[0], Broadcast.To(call, call[1], call[0].Dimensions), (x, slope) => x < 0 ? x * slope : x, (x, slope) => x < 0 ? x * slope : x)];

    private static double[] Reals(OnnxTensor a, OnnxTensor b, Func<double, double, double> function)
    {
        var result = new double[a.Count];
        ReadOnlySpan<double> left = a.Reals, right = b.Reals;
        for (var i = 0; i < result.Length; i++)
            result[i] = function(left[i], right[i]);
        return result;
    }

    private static long[] Integers(OnnxCall call, OnnxTensor a, OnnxTensor b, int count, Func<Int128, Int128, Int128> function)
    {
        var result = new long[count];
        try
        {
            for (var i = 0; i < count; i++)
                result[i] = a.Type.Wrap(function(a.Integer(i), b.Integer(i)));
        }
        catch (DivideByZeroException)
        {
            throw call.Fail("it divides an integer by 0");
        }

        return result;
    }
}
