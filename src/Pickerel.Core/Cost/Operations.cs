using System.Collections.Generic;
using Pickerel.Core.Collections;

namespace Pickerel.Core.Cost;

/// <summary>Collects operations: those alike are counted together, in the order of their first.</summary>
internal sealed class Operations
{
    private readonly Dictionary<Operation, int> _places = [];
    private readonly List<Operation> _all = [];

    public void Add(Operation operation)
    {
        if (operation.Count == 0)
            return;
        var alike = operation with { Count = 0 };
        if (_places.TryGetValue(alike, out var place))
        {
            _all[place] = _all[place] with { Count = checked(_all[place].Count + operation.Count) };
            return;
        }

        _places.Add(alike, _all.Count);
        _all.Add(operation);
    }

    public void Add(IEnumerable<Operation> operations)
    {
        foreach (var operation in operations)
            Add(operation);
    }

    public EquatableArray<Operation> ToEquatableArray() => _all.ToEquatableArray();
}
