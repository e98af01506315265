namespace Pickerel.Core.Kernels;

/// <summary>
/// How a Winograd kernel's transformed weights lie, [16 output channels][row of points][step][column of points][channel][4 bytes],
/// so that a row of points, whose sums are in registers together, is read from end to end; and the blocks of its inputs.
/// </summary>
internal sealed class WinogradLayout
{
    /// <summary>The bytes of 16 output channels' weights for a step at one row of points.</summary>
    public const long StepBytes = WinogradTransform.Side * StoragePlanner.ChannelQuantum * 4L;

    public WinogradLayout(WinogradTechnique technique, WeightedProblem problem)
    {
        Technique = technique;
        Steps = (problem.Inputs + technique.StepChannels - 1) / technique.StepChannels;
        PointColumnBytes = (long)problem.Input.ChannelStride * technique.ElementBytes;
        WeightBytes = problem.Output.ChannelStride / StoragePlanner.ChannelQuantum * BlockBytes;
        var shape = problem.Node.Shape;
        Blocks = WinogradBlocks.For(shape.Height, shape.Width, PointColumnBytes * WinogradTransform.Side, WeightBytes);
    }

    public WinogradTechnique Technique { get; }

    public WinogradBlocks Blocks { get; }

    /// <summary>Gets the steps of four bytes that cover the input channels.</summary>
    public int Steps { get; }

    /// <summary>Gets the bytes of a tile's transformed inputs at one point: all stored channels.</summary>
    public long PointColumnBytes { get; }

    /// <summary>Gets the bytes of 16 output channels' weights at one row of points.</summary>
    public long PointRowBytes => Steps * StepBytes;

    /// <summary>Gets the bytes of 16 output channels' weights.</summary>
    public long BlockBytes => WinogradTransform.Side * PointRowBytes;

    public long WeightBytes { get; }

    /// <summary>Gets the registers whose size a point's stored channels fill.</summary>
    public VectorWidth TransformWidth => PointColumnBytes switch
    {
        >= 64 => VectorWidth.Full,
        >= 32 => VectorWidth.Half,
        _ => VectorWidth.Quarter,
    };

    /// <summary>The weights as laid out.</summary>
    /// <param name="weights">The transformed weights.</param>
    /// <param name="outputs">Output channels, stored ones.</param>
    public DataBlock Weights(WinogradWeights weights, int outputs)
    {
        const int quantum = StoragePlanner.ChannelQuantum, side = WinogradTransform.Side;
        var bytes = new byte[checked((int)WeightBytes)];
        var at = 0;
        for (var block = 0; block < outputs; block += quantum)
        {
            for (var row = 0; row < side; row++)
            {
                for (var step = 0; step < Steps; step++)
                {
                    for (var column = 0; column < side; column++)
                        at = Fill(bytes, at, weights, (row * side) + column, step, block);
                }
            }
        }

        return new DataBlock("weights", bytes);
    }

    /// <summary>Writes the weights of a point and a step for 16 output channels; returns the end.</summary>
    private int Fill(byte[] bytes, int at, WinogradWeights weights, int point, int step, int firstOutput)
    {
        for (var output = firstOutput; output < firstOutput + StoragePlanner.ChannelQuantum; output++)
        {
            for (var i = 0; i < Technique.StepChannels; i++, at += Technique.ElementBytes)
                LittleEndian.Write(bytes, at, weights[point, (step * Technique.StepChannels) + i, output], Technique.ElementBytes);
        }

        return at;
    }
}
