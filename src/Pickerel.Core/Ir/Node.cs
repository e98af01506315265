using System.Linq;
using Pickerel.Core.Collections;
using Pickerel.Core.Messages;

namespace Pickerel.Core.Ir;

/// <summary>
/// One operation and the tensor it produces. Nodes with real parameters are what was declared; nodes whose names start with
/// <c>Integer</c> are what is executed, and the reference interpreter defines them.
/// </summary>
public abstract record Node
{
    public required string Name { get; init; }

    /// <summary>Gets the producers read, in order.</summary>
    public EquatableArray<string> Inputs { get; init; }

    /// <summary>Gets the output's shape; 0x0x0 before <c>InferShapes</c>.</summary>
    public TensorShape Shape { get; init; }

    /// <summary>Gets the output's grid; null before <c>PropagateQuantization</c>.</summary>
    public Quantization? Quantization { get; init; }

    /// <summary>Gets the attribute this came from (of a fused group, the first).</summary>
    public Site Site { get; init; } = Site.Network;

    /// <summary>Gets the operation's name in the printed IR and the text format.</summary>
    public abstract string Kind { get; }

    public string Input => Inputs[0];

    /// <summary>Kind and name; <c>NetworkPrinter</c> writes the whole node.</summary>
    public sealed override string ToString() => Kind + " " + Name;

    /// <summary>The same node reading from elsewhere.</summary>
    public Node Rewire(string from, string to) =>
        this with { Inputs = Inputs.Select(i => string.Equals(i, from, System.StringComparison.Ordinal) ? to : i).ToEquatableArray() };
}
