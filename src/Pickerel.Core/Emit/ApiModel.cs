using System.Collections.Generic;
using Pickerel.Core.Cost;
using Pickerel.Core.Declaration;

namespace Pickerel.Core.Emit;

/// <summary>What the public members of a network need to know.</summary>
internal sealed record ApiModel
{
    public required TypeDeclaration Type { get; init; }

    public required int InputLength { get; init; }

    public required int ScratchBytes { get; init; }

    public required long ModelBytes { get; init; }

    public required double InputScale { get; init; }

    public required int InputZeroPoint { get; init; }

    /// <summary>Gets <c>byte</c> or <c>sbyte</c>.</summary>
    public required string InputType { get; init; }

    /// <summary>Gets the outputs, at least one, in order.</summary>
    public required IReadOnlyList<ApiOutput> Outputs { get; init; }

    /// <summary>Gets the message with which every method throws, or null when the network infers.</summary>
    public string? Throws { get; init; }

    /// <summary>Gets the cost, or null of a network that does not compile.</summary>
    public CostReport? Cost { get; init; }

    /// <summary>Gets the class's remarks: plain lines, shown as code.</summary>
    public string Remarks { get; init; } = "";

    public long InputStart => EndOf(Outputs.Count);

    /// <summary>Gets the bytes of scratch, outputs and an input.</summary>
    public long WorkspaceBytes => InputStart + InputLength;

    /// <summary>Where an output lies behind the scratch in a workspace.</summary>
    public long StartOf(int output) => (EndOf(output) + 7) / 8 * 8;

    private long EndOf(int outputs) => outputs == 0 ? ScratchBytes : StartOf(outputs - 1) + Outputs[outputs - 1].Bytes;
}

/// <summary>One output of a network.</summary>
/// <param name="Name">What it is called.</param>
/// <param name="Length">Its elements.</param>
/// <param name="Scale">The real value of one step.</param>
/// <param name="ZeroPoint">The element that means zero.</param>
/// <param name="Type"><c>byte</c>, <c>sbyte</c>, <c>short</c> or <c>ushort</c>.</param>
internal sealed record ApiOutput(OutputName Name, int Length, double Scale, int ZeroPoint, string Type)
{
    public long Bytes => Type is "short" or "ushort" ? 2L * Length : Length;

    public string Parameter => Name.Parameter;

    public string LengthName => Name.Prefix + "Length";

    public string ScaleName => Name.Prefix + "Scale";

    public string ZeroPointName => Name.Prefix + "ZeroPoint";

    /// <summary>Gets the local that holds its integers where reals are asked for.</summary>
    public string Quantized => "quantized" + Name.Prefix;
}
