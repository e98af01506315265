using System;
using System.Collections.Generic;
using System.Linq;
using Pickerel.Core.Ir;

namespace Pickerel.Core.Emit;

/// <summary>How generated members call one output.</summary>
/// <param name="Layer">The layer that makes it, or null of an only output.</param>
/// <param name="Parameter">Its parameter, as it is written.</param>
/// <param name="Prefix">What the names of its constants begin with.</param>
internal sealed record OutputName(string? Layer, string Parameter, string Prefix);

/// <summary>Names outputs: the only one <c>output</c>, several after their layers.</summary>
internal static class OutputNames
{
    /// <summary>What the generated methods call something already, beginning in upper case.</summary>
    private static readonly string[] Taken = [.. Claims("Input"), "Scratch", "ScratchBytes", "Workspace", "Best", "I", "Q", "Infer", "Nameof", "NetworkKernels", "NetworkWorkspace"];

    private static readonly HashSet<string> Keywords = new(
        ("abstract as base bool break byte case catch char checked class const continue decimal default delegate do double else enum event explicit extern false finally "
        + "fixed float for foreach goto if implicit in int interface internal is lock long namespace new null object operator out override params private protected public "
        + "readonly ref return sbyte sealed short sizeof stackalloc static string struct switch this throw true try typeof uint ulong unchecked unsafe ushort using virtual "
        + "void volatile while").Split(' '),
        StringComparer.Ordinal);

    /// <summary>Names a network's outputs, in order.</summary>
    public static IReadOnlyList<OutputName> Of(Network network) => Of([.. network.Outputs.Select(o => (o as OutputNode)?.Layer ?? o.Name)]);

    /// <summary>Names the outputs that layers make, in order.</summary>
    public static IReadOnlyList<OutputName> Of(IReadOnlyList<string> layers)
    {
        if (layers.Count == 1)
            return [new(null, "output", "Output")];
        var taken = new HashSet<string>(Taken, StringComparer.Ordinal);
        return [.. layers.Select(layer => Name(layer, taken))];
    }

    private static OutputName Name(string layer, HashSet<string> taken)
    {
        var stem = TypeShell.Identifier(layer);
        var name = stem;
        for (var i = 2; Claims(Prefix(name)).Any(taken.Contains); i++)
            name = InvariantText.Of($"{stem}_{i}");
        taken.UnionWith(Claims(Prefix(name)));
        return new(layer, Keywords.Contains(name) ? "@" + name : name, Prefix(name));
    }

    private static string Prefix(string name) => char.ToUpperInvariant(name[0]) + name.Substring(1);

    /// <summary>The names that members and locals get from a prefix. Case does not tell two apart, so that none hides another.</summary>
    private static string[] Claims(string prefix) => [prefix, prefix + "Length", prefix + "Scale", prefix + "ZeroPoint", "Quantized" + prefix];
}
