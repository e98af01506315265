using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using System.Text.RegularExpressions;

namespace Pickerel.Core.Emit;

/// <summary>What runs a layer: a method, perhaps another layer's, and the numbers it takes besides references.</summary>
internal sealed record MethodCall(string Method, string Arguments);

/// <summary>
/// The methods of all layers, each distinct one written once. Methods that differ in a few numbers alone are one method that takes
/// those: compiling a kernel takes the JIT milliseconds. Only numbers that bound loops or stride rows become parameters, as code
/// runs no slower without knowing them.
/// </summary>
internal static class SharedMethods
{
    /// <summary>Begins the names of a layer's methods while they are compared; alone, it is the one that runs the layer.</summary>
    public const string Placeholder = "Layer_\u0001";

    private const int MostParameters = 3;

    private static readonly Regex Number = new(
        @"(?<=for \(nint (?<end>\w+) = 0; \w+ < )\d+(?=;)|(?<=\((?<stride>y) \* )\d+(?=\))|(?<=Address\.Least\((?<last>\w+), )\d+(?=\))|(?<=, (?<argument>\w+): )\d+(?=[,)])",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture,
        TimeSpan.FromSeconds(10));

    private static readonly Regex Name = new(Placeholder + @"(?<suffix>\w*)(<[\w, ]*>)?\(", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(10));

    /// <summary>Writes the methods of layers, given as texts; returns how each layer is run.</summary>
    public static IReadOnlyList<MethodCall> Write(SourceWriter writer, IReadOnlyList<(string Layer, string Text)> layers)
    {
        var calls = new Dictionary<(string Layer, string Suffix), MethodCall>();
        var written = new List<(string Layer, string Suffix, string Text)>();
        var waiting = layers.SelectMany(l => Split(l.Text).Select(t => (l.Layer, Suffix: OwnSuffix(t), Text: t))).ToList();
        while (waiting.Count > 0)
        {
            // Those that call none of the others come first: who calls them then names what they became.
            var ready = waiting.Where(m => Name.Matches(m.Text).Cast<Match>().All(n => IsSuffix(n, m.Suffix))).ToList();
            if (ready.Count == 0)
                throw new InvalidOperationException("Methods of a layer call each other, or one that is not there.");
            Share(ready, calls, written);
            waiting = [.. waiting.Except(ready).Select(m => m with { Text = WithCalls(m.Text, m.Suffix, s => calls.TryGetValue((m.Layer, s), out var call) ? call : null) })];
        }

        var order = layers.Select((l, i) => (l.Layer, i)).ToDictionary(l => l.Layer, l => l.i, StringComparer.Ordinal);
        var texts = written.OrderBy(m => order[m.Layer]).ThenBy(m => m.Suffix.Length > 0).Select(m => m.Text);
        writer.Line(string.Join("\n\n", texts));
        return [.. layers.Select(l => calls[(l.Layer, "")])];
    }

    private static void Share(
        IReadOnlyList<(string Layer, string Suffix, string Text)> methods, Dictionary<(string Layer, string Suffix), MethodCall> calls, List<(string Layer, string Suffix, string Text)> written)
    {
        // The suffix says how a kernel is built; methods of unlike ones are never alike.
        foreach (var alike in methods.GroupBy(m => Number.Replace(m.Text, "#"), StringComparer.Ordinal))
        {
            var texts = alike.GroupBy(m => m.Text, StringComparer.Ordinal).ToList();
            var parameters = Parameter.Of([.. texts.Select(t => t.Key)]);
            if (parameters.Count > MostParameters)
            {
                foreach (var text in texts)
                    AddMethod(text.First(), text.Key, text, "");
                continue;
            }

            var shared = Parameterize(texts[0].Key, parameters);
            AddMethod(alike.First(), shared, texts[0], ArgumentsOf(0));
            for (var i = 1; i < texts.Count; i++)
                AddCalls(alike.First(), texts[i], ArgumentsOf(i));

            string ArgumentsOf(int text) => string.Concat(parameters.Select(p => $", {p.Name}: {p.Values[text]}"));
        }

        void AddMethod((string Layer, string Suffix, string Text) first, string text, IEnumerable<(string Layer, string Suffix, string Text)> callers, string arguments)
        {
            written.Add((first.Layer, first.Suffix, text.Replace(Placeholder, "Layer_" + first.Layer)));
            AddCalls(first, callers, arguments);
        }

        void AddCalls((string Layer, string Suffix, string Text) method, IEnumerable<(string Layer, string Suffix, string Text)> callers, string arguments)
        {
            foreach (var caller in callers)
                calls.Add((caller.Layer, caller.Suffix), new MethodCall("Layer_" + method.Layer + method.Suffix, arguments));
        }
    }

    /// <summary>The methods of a text: each ends with a brace that is not indented.</summary>
    private static IEnumerable<string> Split(string text) =>
        text.Split(["\n}\n"], StringSplitOptions.RemoveEmptyEntries).Select(t => t.Trim('\n') + "\n}");

    private static bool IsSuffix(Match name, string suffix) => string.Equals(name.Groups["suffix"].Value, suffix, StringComparison.Ordinal);

    private static string OwnSuffix(string method) => Name.Match(method).Groups["suffix"].Value;

    /// <summary>A method with parameters for some of its numbers.</summary>
    private static string Parameterize(string method, IReadOnlyList<Parameter> parameters)
    {
        var number = 0;
        var text = Number.Replace(method, m => Replacement(number++) ?? m.Value);
        var close = Closing(text, Name.Match(text));
        return text.Insert(close, string.Concat(parameters.Select(p => ", nint " + p.Name)));

        string? Replacement(int i) => parameters.FirstOrDefault(p => p.Numbers.Contains(i))?.Name;
    }

    /// <summary>A method's text with its calls of others as they are to be.</summary>
    private static string WithCalls(string method, string own, Func<string, MethodCall?> callOf)
    {
        var result = new StringBuilder();
        var done = 0;
        foreach (Match name in Name.Matches(method))
        {
            var suffix = name.Groups["suffix"];
            if (IsSuffix(name, own) || callOf(suffix.Value) is not { } call)
                continue;
            var close = Closing(method, name);
            result.Append(method, done, name.Index - done).Append(call.Method);
            result.Append(method, suffix.Index + suffix.Length, close - suffix.Index - suffix.Length).Append(call.Arguments);
            done = close;
        }

        return result.Append(method, done, method.Length - done).ToString();
    }

    /// <summary>The bracket that closes the one at the end of a match.</summary>
    private static int Closing(string text, Match opening)
    {
        var at = opening.Index + opening.Length;
        for (var open = 1; ; at++)
        {
            open += text[at] == '(' ? 1 : text[at] == ')' ? -1 : 0;
            if (open == 0)
                return at;
        }
    }

    /// <summary>A number in which texts differ, by its values in each; the numbers that are always equal to it are the same parameter.</summary>
    private sealed record Parameter(string Name, IReadOnlyList<string> Values, HashSet<int> Numbers)
    {
        public static IReadOnlyList<Parameter> Of(IReadOnlyList<string> texts)
        {
            var parameters = new Dictionary<string, Parameter>(StringComparer.Ordinal);
            var names = new HashSet<string>(StringComparer.Ordinal);
            var matches = texts.Select(t => Number.Matches(t).Cast<Match>().ToList()).ToList();
            for (var i = 0; i < matches[0].Count; i++)
            {
                var values = matches.Select(m => m[i].Value).ToList();
                if (values.Distinct(StringComparer.Ordinal).Count() == 1)
                    continue;
                var key = string.Join(" ", values);
                if (!parameters.TryGetValue(key, out var parameter))
                    parameters.Add(key, parameter = new Parameter(UniqueName(matches[0][i], names), values, []));
                parameter.Numbers.Add(i);
            }

            return [.. parameters.Values];
        }

        /// <summary>Such as <c>columnEnd</c>, <c>yStride</c>, <c>columnLast</c>; an argument's name is its own.</summary>
        private static string UniqueName(Match number, HashSet<string> taken)
        {
            var kind = new[] { "end", "stride", "last", "argument" }.First(k => number.Groups[k].Success);
            var stem = number.Groups[kind].Value + (kind is "argument" ? "" : char.ToUpperInvariant(kind[0]) + kind.Substring(1));
            var name = stem;
            for (var i = 2; !taken.Add(name); i++)
                name = InvariantText.Of($"{stem}{i}");
            return name;
        }
    }
}
