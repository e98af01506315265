using System;
using System.Collections.Generic;
using System.Linq;
using Pickerel.Core.Emit;
using Pickerel.Core.Ir;

namespace Pickerel.Core.Kernels;

/// <summary>Requantization of one sum at a time, as the definition says: in 64 bits, or in float.</summary>
internal sealed class ScalarRequantize(RequantizedNode node, TensorStorage output)
{
    public bool IsFloat => node.Requantizer is FloatRequantization;

    public IReadOnlyList<string> RuntimeParts => [IsFloat ? "FloatRequantizer" : "ExactRequantizer"];

    /// <summary>Gets m, then b of each output channel, 64 bits each; or scale, then offset, 32 bits each: the definition's own, on the output's grid.</summary>
    public DataBlock Constants
    {
        get
        {
            var channels = node.Shape.Channels;
            var bytes = new byte[channels * 2 * Size];
            for (var c = 0; c < channels; c++)
            {
                var (first, second) = node.Requantizer is FloatRequantization island
                    ? (BitsOf(island.ScaleOf(c)), BitsOf(island.OffsetOf(c)))
                    : (node.Requantization.MultiplierOf(c), node.Requantization.OffsetOf(c));
                LittleEndian.Write(bytes, c * Size, first, Size);
                LittleEndian.Write(bytes, (channels + c) * Size, second, Size);
            }

            return new DataBlock("constants", bytes);
        }
    }

    private int Size => IsFloat ? 4 : 8;

    private static int BitsOf(float value) => BitConverter.ToInt32(BitConverter.GetBytes(value), 0);

    /// <summary>Writes the end of one output; the variable <c>channel</c> is its channel.</summary>
    /// <param name="w">The text.</param>
    /// <param name="sum">The accumulator, zero point subtracted, 64 bits.</param>
    /// <param name="target">The byte offset of the output.</param>
    public void WriteStore(SourceWriter w, string sum, string target)
    {
        var (step, name) = (node.Requantizer, RuntimeParts.Single());
        var shift = step is Requantization { Shift: var amount } ? InvariantText.Of($"{amount}, ") : "";
        w.Line(InvariantText.Of(
            $"{name}.Store({sum}, ref Address.At(ref constants, {Size} * channel), {Size * node.Shape.Channels}, {shift}{step.Minimum}, {step.Maximum}, {output.Least}, ref Address.At(ref output, {target}), {output.ElementBytes});"));
    }
}
