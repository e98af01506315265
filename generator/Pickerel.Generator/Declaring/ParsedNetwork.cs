using Pickerel.Core.Collections;
using Pickerel.Core.Declaration;
using Pickerel.Core.Messages;
using Pickerel.Generator.Diagnostics;

namespace Pickerel.Generator.Declaring;

/// <summary>One class with <c>[Network]</c>, read: what it says, and where.</summary>
internal sealed record ParsedNetwork(DeclaredNetwork Declared, SiteMap Sites);

/// <summary>What a class with <c>[Network]</c> says. No symbol, syntax or location: an edit that moves it leaves it equal.</summary>
internal sealed record DeclaredNetwork
{
    /// <summary>Gets what tells this network from all others of the compilation: the full metadata name.</summary>
    public required string Key { get; init; }

    /// <summary>Gets the declaration, complete as far as it could be read.</summary>
    public required NetworkDeclaration Declaration { get; init; }

    /// <summary>Gets what is wrong already; a network with problems is not compiled.</summary>
    public EquatableArray<Problem> Problems { get; init; }

    /// <summary>Gets what the emitted API throws when the C# compiler itself rejects an attribute, whose error says more than ours could; else null.</summary>
    public Problem? Rejection { get; init; }

    /// <summary>Gets whether members can be added to the class without an error.</summary>
    public bool TakesMembers { get; init; } = true;
}
