using System.Collections.Immutable;
using System.Globalization;

namespace Pickerel.Analyzers;

/// <summary>What a diagnostic carries for its code fix.</summary>
internal static class ImmutableProperties
{
    public static ImmutableDictionary<string, string?> Of(string name, int value) =>
        ImmutableDictionary<string, string?>.Empty.Add(name, value.ToString(CultureInfo.InvariantCulture));
}
