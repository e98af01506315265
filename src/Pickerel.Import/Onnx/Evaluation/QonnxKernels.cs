using System;
using System.Linq;

namespace Pickerel.Import.Onnx.Evaluation;

/// <summary>The operators of QONNX: quantization that stays in reals.</summary>
internal static class QonnxKernels
{
    /// <summary><c>Quant(x, scale, zero, bits)</c>: scale, add the zero point, clamp, round; and back.</summary>
    public static OnnxTensor[] Quant(OnnxCall call)
    {
        var (x, bits) = (call[0], call.ScalarOf(call[3]));
        var (least, most) = IntegerRange(call, bits);
        var (scale, zero) = (Broadcast.To(call, call[1], x.Dimensions), Broadcast.To(call, call[2], x.Dimensions));
        var round = RoundingOf(call);
        var reals = new double[call.Allocate(x.Dimensions)];
        for (var i = 0; i < reals.Length; i++)
            reals[i] = (round(Math.Clamp((x.Real(i) / scale.Real(i)) + zero.Real(i), least, most)) - zero.Real(i)) * scale.Real(i);
        return [OnnxTensor.OfReals(x.Type, x.Dimensions, reals)];
    }

    /// <summary>The integers of so many bits, by the attributes <c>signed</c> and <c>narrow</c>.</summary>
    public static (double Least, double Most) IntegerRange(OnnxCall call, double bits)
    {
        call.Check(bits == Math.Floor(bits) && bits is >= 1 and <= 32, FormattableString.Invariant($"it has {bits} bits, and 1 to 32 are possible"));
        var (isSigned, isNarrow) = (call.Node.Integer("signed", 1) != 0, call.Node.Integer("narrow", 0) != 0);
        var range = (double)(1L << (int)(isSigned ? bits - 1 : bits));
        return isSigned ? (-range + (isNarrow ? 1 : 0), range - 1) : (0, range - (isNarrow ? 2 : 1));
    }

    public static Func<double, double> RoundingOf(OnnxCall call) => call.Node.Word("rounding_mode", "ROUND").ToUpperInvariant() switch
    {
        "ROUND" or "HALF_EVEN" => v => Math.Round(v, MidpointRounding.ToEven),
        "FLOOR" => Math.Floor,
        "CEIL" => Math.Ceiling,
        "ROUND_TO_ZERO" or "DOWN" => Math.Truncate,
        "HALF_UP" => v => Math.Floor(v + 0.5),
        var other => throw call.Fail($"its rounding is {other}"),
    };

    public static OnnxTensor[] BipolarQuant(OnnxCall call)
    {
        var (x, scale) = (call[0], Broadcast.To(call, call[1], call[0].Dimensions));
        var reals = new double[call.Allocate(x.Dimensions)];
        for (var i = 0; i < reals.Length; i++)
            reals[i] = x.Real(i) >= 0 ? scale.Real(i) : -scale.Real(i);
        return [OnnxTensor.OfReals(x.Type, x.Dimensions, reals)];
    }

    /// <summary>Truncation to fewer bits: the low bits are cut off and the scale stays.</summary>
    public static OnnxTensor[] Trunc(OnnxCall call)
    {
        var (x, scale, zero) = (call[0], call.ScalarOf(call[1]), call.ScalarOf(call[2]));
        var unit = TruncatedUnit(call);
        var round = string.Equals(call.Node.Word("rounding_mode", "FLOOR"), "FLOOR", StringComparison.OrdinalIgnoreCase) ? Math.Floor : RoundingOf(call);
        return [Elementwise.Map(call, x, v => (round(Math.Round((v / scale) + zero, MidpointRounding.ToEven) / unit) - zero) * scale)];
    }

    /// <summary>Two to the power of the bits cut off.</summary>
    public static double TruncatedUnit(OnnxCall call)
    {
        var cut = call.ScalarOf(call[3]) - call.ScalarOf(call[4]);
        call.Check(cut == Math.Floor(cut) && cut is >= 0 and <= 32, FormattableString.Invariant($"it cuts {cut} bits off"));
        return 1L << (int)cut;
    }

    /// <summary>How many of its channel's thresholds an element reaches, scaled and shifted.</summary>
    public static OnnxTensor[] MultiThreshold(OnnxCall call)
    {
        var (x, thresholds) = (call[0], call[1]);
        var axis = ChannelAxis(call, x.Rank);
        var (channels, inner) = (x.Dimensions[axis], x.Dimensions.Skip(axis + 1).Aggregate(1, (p, s) => p * s));
        call.Check(thresholds.Rank == 2 && thresholds.Dimensions[0] is var rows && (rows == 1 || rows == channels), "it has not one row of thresholds, or one a channel");
        var (count, scale, bias) = (thresholds.Dimensions[1], call.Node.Real("out_scale", 1), call.Node.Real("out_bias", 0));
        var reals = new double[call.Allocate(x.Dimensions)];
        call.Spend(reals.Length, count);
        for (var i = 0; i < reals.Length; i++)
        {
            var row = thresholds.Dimensions[0] == 1 ? 0 : i / inner % channels;
            var reached = 0;
            for (var t = 0; t < count; t++)
                reached += x.Real(i) >= thresholds.Real((row * count) + t) ? 1 : 0;
            reals[i] = (scale * reached) + bias;
        }

        return [OnnxTensor.OfReals(x.Type, x.Dimensions, reals)];
    }

    /// <summary>The axis of channels: the second, or the last where <c>data_layout</c> says so.</summary>
    public static int ChannelAxis(OnnxCall call, int rank)
    {
        call.Check(rank >= 2, "its input has no channels");
        return call.Node.Word("data_layout", "NCHW") is "NHWC" or "NWC" or "NC" ? rank - 1 : 1;
    }
}
