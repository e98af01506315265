using System.Collections.Generic;
using System.Globalization;
using System.Linq;

namespace Pickerel.Core.Messages;

/// <summary>Lists of names in messages: quoted, and cut where nobody reads on.</summary>
public static class Listing
{
    private const int Most = 40;

    /// <summary>Formats names as <c>'a', 'b' and 3 more</c>; <c>none</c> if there are none.</summary>
    public static string Of(IEnumerable<string> names)
    {
        var all = names.ToList();
        if (all.Count == 0)
            return "none";
        var shown = string.Join(", ", all.Take(Most).Select(n => $"'{n}'"));
        return all.Count <= Most ? shown : string.Format(CultureInfo.InvariantCulture, "{0} and {1} more", shown, all.Count - Most);
    }
}
