using Pickerel.Core.Emit;

namespace Pickerel.Core.Kernels;

/// <summary>The channels of storage beyond those of the shape: others read them, with zero weights, so they must be defined.</summary>
internal static class ChannelPads
{
    /// <summary>Writes zeros behind the channels of pixel <c>(y, x)</c> of <c>output</c>.</summary>
    public static void Write(SourceWriter w, int channels, TensorStorage output)
    {
        var (first, end) = (channels * output.ElementBytes, output.PixelBytes);
        if (first == end)
            return;
        using var pads = w.Block(InvariantText.Of($"for (nint pad = {first}; pad < {end}; pad++)"));
        w.Line($"Address.At(ref output, (y * {output.RowBytes}) + (x * {output.PixelBytes}) + pad) = 0;");
    }
}
