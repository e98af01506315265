using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.RegularExpressions;

namespace Pickerel.Core.Emit;

/// <summary>A member of a type, with its documentation and attributes.</summary>
internal sealed record TypeMember(string Name, string Text)
{
    private static readonly Regex Word = new(@"(?<![\w.])\w+", RegexOptions.CultureInvariant, TimeSpan.FromSeconds(10));

    /// <summary>Gets the names it mentions that belong to nothing else.</summary>
    public IReadOnlyList<string> Words { get; } = [.. Word.Matches(Text).Cast<Match>().Select(m => m.Value).Distinct(StringComparer.Ordinal)];
}

/// <summary>A file of the vector vocabulary taken apart: one type, its members separated by empty lines.</summary>
internal sealed record VectorFile(string Opening, IReadOnlyList<TypeMember> Members)
{
    /// <summary>A member's name stands before its parameters, its body or its end, at the indentation of members.</summary>
    private static readonly Regex Declaration = new(
        @"^ {4}[a-z][\w<>:. ]* (?<name>\w+)(\(| =>| \{|;| =|$)", RegexOptions.Multiline | RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, TimeSpan.FromSeconds(10));

    public static VectorFile Parse(string text)
    {
        var body = text.IndexOf("\n{\n", StringComparison.Ordinal) + 3;
        var chunks = text.Substring(body, text.LastIndexOf('}') - body).Split(["\n\n    "], StringSplitOptions.None);
        var members = new List<TypeMember>();
        foreach (var chunk in chunks.Select((c, i) => i == 0 ? c : "    " + c))
        {
            // An empty line inside a body does not end a member.
            var name = Declaration.Match(chunk);
            var last = members.Count - 1;
            if (name.Success)
                members.Add(new TypeMember(name.Groups["name"].Value, chunk.TrimEnd()));
            else
                members[last] = new TypeMember(members[last].Name, members[last].Text + "\n\n" + chunk.TrimEnd());
        }

        return new VectorFile(text.Substring(0, body), members);
    }

    /// <summary>The file with some of its members.</summary>
    public string Text(Func<TypeMember, bool> keep) => Opening + string.Join("\n\n", Members.Where(keep).Select(m => m.Text)) + "\n}";
}
