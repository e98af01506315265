using System;

namespace Pickerel.Import.Onnx.Evaluation;

/// <summary>Changes of type.</summary>
internal static class Casts
{
    public static OnnxTensor[] Cast(OnnxCall call)
    {
        var type = call.Node.Integer("to", 0);
        call.Check(type is > 0 and <= int.MaxValue && OnnxTypes.IsKnown((int)type), FormattableString.Invariant($"it casts to type {type}"));
        return [To(call, call[0], (OnnxType)type)];
    }

    public static OnnxTensor[] CastLike(OnnxCall call) => [To(call, call[0], call[1].Type)];

    /// <summary>Reals become integers toward zero; what is out of the type's range wraps.</summary>
    public static OnnxTensor To(OnnxCall call, OnnxTensor x, OnnxType type)
    {
        if (type == x.Type)
            return x;
        var count = call.Allocate(x.Dimensions);
        if (type.IsReal())
        {
            var reals = new double[count];
            for (var i = 0; i < count; i++)
                reals[i] = x.Real(i);
            return OnnxTensor.OfReals(type, x.Dimensions, reals);
        }

        var integers = new long[count];
        for (var i = 0; i < count; i++)
            integers[i] = type is OnnxType.Bool ? (x.Real(i) != 0 ? 1 : 0) : type.Wrap(x.IsReal ? Truncate(x.Reals[i]) : x.Integer(i));
        return OnnxTensor.OfIntegers(type, x.Dimensions, integers);
    }

    public static Int128 Truncate(double value) => double.IsNaN(value) ? 0 : (Int128)Math.Truncate(Math.Clamp(value, -1e38, 1e38));
}
