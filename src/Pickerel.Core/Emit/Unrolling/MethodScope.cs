using System;
using System.Collections.Generic;
using System.Linq;

namespace Pickerel.Core.Emit;

/// <summary>What a place in a method may name, outermost first.</summary>
internal sealed class MethodScope
{
    /// <summary>Memory that layers write, and places on the stack: to read it earlier or later is another value.</summary>
    private static readonly string[] Written = ["ref output", "ref workspace", "ref values", "ref target", "stackalloc"];

    private readonly IReadOnlyList<Local> _locals;
    private readonly HashSet<string> _changed;

    private MethodScope(IReadOnlyList<Local> locals, HashSet<string> changed)
    {
        (_locals, _changed) = (locals, changed);
    }

    /// <summary>The scope at a method's start.</summary>
    public static MethodScope Of(MethodCode method) => new(
        [.. method.Parameters.Select(Local.Parameter)], new HashSet<string>(Code.LinesOf(method.Body).SelectMany(Local.Changed), StringComparer.Ordinal));

    public MethodScope With(Local local) => new([.. _locals, local], _changed);

    /// <summary>The scope behind a line.</summary>
    public MethodScope Behind(string line) => Local.Declared(line).Aggregate(this, (scope, local) => scope.With(local with { Type = scope.TypeOf(local) }));

    /// <summary>The variables of this scope that code changes.</summary>
    public IReadOnlyList<Local> ChangedBy(IEnumerable<Code> code)
    {
        var changed = new HashSet<string>(Code.LinesOf(code).SelectMany(Local.Changed), StringComparer.Ordinal);
        return [.. _locals.Where(l => changed.Contains(l.Name) && !l.IsReference && !l.IsSlot)];
    }

    /// <summary>What code needs of this scope; of what is to be declared again, also what its value needs.</summary>
    public IReadOnlyList<Local> NeededBy(IEnumerable<Code> code)
    {
        var names = new HashSet<string>(Code.LinesOf(code).SelectMany(Local.Names), StringComparer.Ordinal);
        var needed = new List<Local>();
        foreach (var local in _locals.Reverse().Where(l => names.Contains(l.Name)))
        {
            needed.Insert(0, local);
            if (IsRepeatable(local))
                names.UnionWith(Local.Names(local.Value!));
        }

        return needed;
    }

    /// <summary>Whether a variable has one value, which can be computed again.</summary>
    public bool IsRepeatable(Local local) =>
        local.Value is { } value && !_changed.Contains(local.Name) && !Written.Any(w => value.IndexOf(w, StringComparison.Ordinal) >= 0)
        && Local.Names(value).All(n => _locals.FirstOrDefault(l => string.Equals(l.Name, n, StringComparison.Ordinal)) is not { } used || used.IsParameter || IsRepeatable(used));

    /// <summary>Kernels declare vectors, conditions, and offsets, which are <c>nint</c>.</summary>
    private string TypeOf(Local local) =>
        !string.Equals(local.Type, Local.Inferred, StringComparison.Ordinal) ? local.Type
        : _locals.FirstOrDefault(l => string.Equals(l.Name, local.Value, StringComparison.Ordinal))?.Type
            ?? (local.Value!.StartsWith("V.", StringComparison.Ordinal) ? Local.Vector : local.Value.IndexOf(" < ", StringComparison.Ordinal) >= 0 ? "bool" : "nint");
}
