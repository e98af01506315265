using System;
using Pickerel.Core.Emit;

namespace Pickerel.Core.Kernels;

/// <summary>How a convolution kernel multiplies and sums: what it needs proved, how its weights lie, and the steps it writes.</summary>
internal abstract class ConvolutionTechnique
{
    /// <summary>Byte products, pairs summed, kept in two words a channel to the end. The fastest.</summary>
    public static readonly ConvolutionTechnique Sum16 = new Sum16Technique();

    /// <summary>Byte products, pairs summed, kept in words for a run of steps, then widened to 32 bits.</summary>
    public static readonly ConvolutionTechnique Run16 = new Run16Technique();

    /// <summary>Byte products, pairs summed, widened to 32 bits at once.</summary>
    public static readonly ConvolutionTechnique Pair32 = new Pair32Technique();

    /// <summary>Bytes and weights widened to words before they are multiplied: no pair can overflow.</summary>
    public static readonly ConvolutionTechnique Wide32 = new Wide32Technique();

    public abstract string Name { get; }

    /// <summary>Gets whether a sum is two words rather than one lane.</summary>
    public abstract bool WordSums { get; }

    /// <summary>Gets whether words are summed for a run of steps and then added to lanes.</summary>
    public virtual bool InRuns => false;

    /// <summary>Gets the multiplications a step takes for each sum.</summary>
    public virtual int MultipliesPerStep => 1;

    /// <summary>Gets the bytes from one channel's weights to the next's.</summary>
    public virtual int ChannelBytes => 4;

    /// <summary>Says why the bounds do not permit the technique, or null when they do.</summary>
    public abstract string? Objection(AccumulatorBounds bounds);

    /// <summary>The proof when there is no objection.</summary>
    public abstract string Proof(AccumulatorBounds bounds);

    /// <summary>The position of a weight in a step's weights of so many channels, four bytes each.</summary>
    public virtual int Position(int channel, int lane, int channels) => (channel * 4) + lane;

    public virtual void WritePreamble(SourceWriter w)
    {
    }

    /// <summary>Writes one step of four input bytes of a tile.</summary>
    /// <param name="w">The text.</param>
    /// <param name="tile">The sums.</param>
    /// <param name="inputOffset">Of the step from <c>x</c>.</param>
    /// <param name="weightOffset">Of the step's weights from <c>w</c>.</param>
    /// <param name="channels">The channels that the step's weights are for.</param>
    public abstract void WriteStep(SourceWriter w, ConvolutionTile tile, long inputOffset, long weightOffset, int channels);

    /// <summary>Writes a step of byte products: a register of weights a vector, four input bytes a pixel.</summary>
    private static void WriteByteProducts(
        SourceWriter w, ConvolutionTile tile, long inputOffset, long weightOffset, Func<int, int, string> product, string add)
    {
        tile.WriteLoads(w, j => InvariantText.Of($"w{j} = V.Load(ref weights, {Terms.Sum("w", Terms.Constant(weightOffset), Terms.Times("V.Size", j))});"));
        tile.WriteProducts(
            w,
            (slot, p) => w.Line($"x{slot} = V.Broadcast(ref input, {Terms.Sum("x", Terms.Constant(inputOffset + tile.PixelOffset(p)))});"),
            (t, slot, j) => InvariantText.Of($"t{t} = {product(slot, j)};"),
            (sum, t) => InvariantText.Of($"{sum} = V.{add}({sum}, t{t});"));
    }

    private class Sum16Technique : ConvolutionTechnique
    {
        public override string Name => "Sum16";

        public override bool WordSums => true;

        public override string? Objection(AccumulatorBounds bounds) =>
            bounds.PairsObjection ?? bounds.WordsObjection;

        public override string Proof(AccumulatorBounds bounds) =>
            "pairs in " + AccumulatorBounds.Text(bounds.Pair) + " and totals in " + AccumulatorBounds.Text(bounds.Word) + " fit 16 bits";

        public override void WriteStep(SourceWriter w, ConvolutionTile tile, long inputOffset, long weightOffset, int channels) =>
            WriteByteProducts(w, tile, inputOffset, weightOffset, (slot, j) => InvariantText.Of($"V.MultiplyAddBytes(x{slot}, w{j})"), "AddWords");
    }

    private sealed class Run16Technique : Sum16Technique
    {
        /// <summary>Shorter runs spend on widening what they save.</summary>
        private const int ShortestRun = 8;

        public override string Name => "Run16";

        public override bool WordSums => false;

        public override bool InRuns => true;

        public override string? Objection(AccumulatorBounds bounds) =>
            bounds.PairsObjection
            ?? (bounds.Run < ShortestRun ? InvariantText.Of($"runs of {ShortestRun} steps overflow 16 bits, the longest that fits has {bounds.Run}") : bounds.LaneObjection);

        public override string Proof(AccumulatorBounds bounds) => InvariantText.Of(
            $"pairs in {AccumulatorBounds.Text(bounds.Pair)} and totals of {bounds.Run} steps fit 16 bits, totals in {AccumulatorBounds.Text(bounds.Lane)} 32");

        public override void WritePreamble(SourceWriter w) => w.Line("var one = V.CreateWords(1);");
    }

    private sealed class Pair32Technique : ConvolutionTechnique
    {
        public override string Name => "Pair32";

        public override bool WordSums => false;

        public override int MultipliesPerStep => 2;

        public override string? Objection(AccumulatorBounds bounds) =>
            bounds.PairsObjection ?? bounds.LaneObjection;

        public override string Proof(AccumulatorBounds bounds) =>
            "pairs in " + AccumulatorBounds.Text(bounds.Pair) + " fit 16 bits, totals in " + AccumulatorBounds.Text(bounds.Lane) + " 32";

        public override void WritePreamble(SourceWriter w) => w.Line("var one = V.CreateWords(1);");

        public override void WriteStep(SourceWriter w, ConvolutionTile tile, long inputOffset, long weightOffset, int channels) =>
            WriteByteProducts(w, tile, inputOffset, weightOffset, (slot, j) => InvariantText.Of($"V.MultiplyAddWords(V.MultiplyAddBytes(x{slot}, w{j}), one)"), "Add");
    }

    private sealed class Wide32Technique : ConvolutionTechnique
    {
        public override string Name => "Wide32";

        public override bool WordSums => false;

        public override int MultipliesPerStep => 2;

        public override string? Objection(AccumulatorBounds bounds) => bounds.LaneObjection;

        public override string Proof(AccumulatorBounds bounds) => "totals in " + AccumulatorBounds.Text(bounds.Lane) + " fit 32 bits";

        public override int ChannelBytes => 2;

        /// <summary>Two planes: the weights of bytes 0 and 2 of every channel, then of bytes 1 and 3.</summary>
        public override int Position(int channel, int lane, int channels) => ((lane & 1) * channels * 2) + (channel * 2) + (lane >> 1);

        public override void WriteStep(SourceWriter w, ConvolutionTile tile, long inputOffset, long weightOffset, int channels)
        {
            WriteHalf(w, tile, "Even", inputOffset, weightOffset);
            WriteHalf(w, tile, "Odd", inputOffset, weightOffset + (2 * channels));
        }

        private static void WriteHalf(SourceWriter w, ConvolutionTile tile, string half, long inputOffset, long weightOffset)
        {
            tile.WriteLoads(w, j => InvariantText.Of($"w{j} = V.LoadSignedBytesToWords(ref weights, {Terms.Sum("w", Terms.Constant(weightOffset), Terms.Times("V.Lanes", 2 * j))});"));
            tile.WriteProducts(
                w,
                (slot, p) => w.Line($"x{slot} = V.{half}Bytes(V.Broadcast(ref input, {Terms.Sum("x", Terms.Constant(inputOffset + tile.PixelOffset(p)))}));"),
                (t, slot, j) => InvariantText.Of($"t{t} = V.MultiplyAddWords(x{slot}, w{j});"),
                (sum, t) => InvariantText.Of($"{sum} = V.Add({sum}, t{t});"));
        }
    }
}
