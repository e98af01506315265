using Pickerel.Core.Cost;
using Pickerel.Core.Declaration;

namespace Pickerel.Core.Emit;

/// <summary>What the public members of a network need to know.</summary>
internal sealed record ApiModel
{
    public required TypeDeclaration Type { get; init; }

    public required int InputLength { get; init; }

    public required int OutputLength { get; init; }

    public required int ScratchBytes { get; init; }

    public required long ModelBytes { get; init; }

    public required double InputScale { get; init; }

    public required int InputZeroPoint { get; init; }

    public required double OutputScale { get; init; }

    public required int OutputZeroPoint { get; init; }

    /// <summary>Gets <c>byte</c> or <c>sbyte</c>.</summary>
    public required string InputType { get; init; }

    /// <summary>Gets <c>byte</c>, <c>sbyte</c>, <c>short</c> or <c>ushort</c>.</summary>
    public required string OutputType { get; init; }

    /// <summary>Gets the message with which every method throws, or null when the network infers.</summary>
    public string? Throws { get; init; }

    /// <summary>Gets the cost, or null of a network that does not compile.</summary>
    public CostReport? Cost { get; init; }

    /// <summary>Gets the class's remarks: plain lines, shown as code.</summary>
    public string Remarks { get; init; } = "";

    public int OutputBytes => OutputType is "short" or "ushort" ? 2 : 1;

    /// <summary>Gets where the output lies behind the scratch in a workspace.</summary>
    public long OutputStart => (ScratchBytes + 7L) / 8 * 8;

    public long InputStart => OutputStart + ((long)OutputLength * OutputBytes);

    /// <summary>Gets the bytes of scratch, an output and an input.</summary>
    public long WorkspaceBytes => InputStart + InputLength;
}
