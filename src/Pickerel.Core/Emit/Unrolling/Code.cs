using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.RegularExpressions;

namespace Pickerel.Core.Emit;

/// <summary>A piece of a generated method: a line, or lines in braces.</summary>
internal abstract record Code
{
    private static readonly Regex Call = new(@"\b(V\.\w|Address\.|Layer_)", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(10));

    private Code()
    {
    }

    /// <summary>Gets about how many instructions it becomes: nearly every call of a step is one.</summary>
    public abstract int Steps { get; }

    /// <summary>Gets all lines of code, headers of blocks too.</summary>
    public abstract IEnumerable<string> Lines { get; }

    public abstract void Write(SourceWriter writer);

    public static int StepsOf(IEnumerable<Code> code) => code.Sum(c => c.Steps);

    public static IEnumerable<string> LinesOf(IEnumerable<Code> code) => code.SelectMany(c => c.Lines);

    /// <summary>A block's code without the variables that it no longer uses.</summary>
    public static IReadOnlyList<Code> WithoutUnused(IReadOnlyList<Code> body)
    {
        var (names, kept) = (new HashSet<string>(StringComparer.Ordinal), new List<Code>());
        for (var i = body.Count - 1; i >= 0; i--)
        {
            if (Used(body[i], names) is not { } code)
                continue;
            kept.Insert(0, code);
            names.UnionWith(code.Lines.SelectMany(Local.Names));
        }

        return kept;
    }

    /// <summary>A line with those of its variables that are used behind it; null when none of them is.</summary>
    private static Code? Used(Code code, HashSet<string> names)
    {
        if (code is not Line line || Local.Declared(line.Text).ToList() is not { Count: > 0 } declared)
            return code;
        var used = declared.Where(l => names.Contains(l.Name)).ToList();
        return used.Count == declared.Count ? code
            : used.Count == 0 ? null
            : new Line($"{used[0].Type} {string.Join(", ", used.Select(l => l.Name))};");
    }

    /// <summary>One line, without the indentation of its block.</summary>
    public sealed record Line(string Text) : Code
    {
        public override int Steps { get; } = Text.EndsWith(";", StringComparison.Ordinal) ? Math.Max(1, (2 * Call.Matches(Text).Count) - 1) : 0;

        public override IEnumerable<string> Lines => [Text];

        /// <summary>Gets whether it calls a part of the layer.</summary>
        public bool IsCall => Text.StartsWith("Layer_", StringComparison.Ordinal);

        /// <summary>The line with a value for a name.</summary>
        public Line With(string name, string value) => new(Regex.Replace(Text, $@"\b{name}\b", value, RegexOptions.CultureInvariant, TimeSpan.FromSeconds(10)));

        public override void Write(SourceWriter writer) => writer.Line(Text);
    }

    /// <summary>A block; without a header, it is a scope for its variables.</summary>
    public sealed record Block(string Header, IReadOnlyList<Code> Body) : Code
    {
        public override int Steps { get; } = StepsOf(Body);

        public override IEnumerable<string> Lines => LinesOf(Body).Prepend(Header);

        public override void Write(SourceWriter writer)
        {
            if (Header.Length > 0)
                writer.Line(Header);
            using var braces = writer.Braces();
            foreach (var code in Body)
                code.Write(writer);
        }
    }
}
