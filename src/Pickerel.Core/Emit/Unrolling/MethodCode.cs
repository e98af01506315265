using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.RegularExpressions;

namespace Pickerel.Core.Emit;

/// <summary>A generated method as a tree of blocks.</summary>
/// <param name="Name">The method's name, as a <see cref="SharedMethods.Placeholder"/> begins it.</param>
/// <param name="Types">Its type parameters in brackets, or nothing.</param>
/// <param name="Parameters">What it takes, such as <c>ref byte input</c>.</param>
/// <param name="Constraints">The lines behind its parameters.</param>
/// <param name="IsKernel">Whether it is optimized before it runs.</param>
/// <param name="Body">Its statements, always unchecked.</param>
internal sealed record MethodCode(
    string Name, string Types, IReadOnlyList<string> Parameters, IReadOnlyList<string> Constraints, bool IsKernel, IReadOnlyList<Code> Body)
{
    private const string Attribute = "[MethodImpl(MethodImplOptions.AggressiveOptimization)]", Unchecked = "unchecked";

    private static readonly Regex Header = new(
        @"^private static void (?<name>\w+\u0001\w*)(?<types><[\w, ]*>)?\((?<parameters>[\w, ]*)\)$",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture,
        TimeSpan.FromSeconds(10));

    /// <summary>The methods of a layer, as a <see cref="SourceWriter"/> wrote them.</summary>
    public static IReadOnlyList<MethodCode> Parse(string text)
    {
        var lines = text.Split('\n');
        var (methods, head) = (new List<MethodCode>(), new List<string>());
        for (var at = 0; at < lines.Length; at++)
        {
            if (!string.Equals(lines[at], "{", StringComparison.Ordinal))
            {
                if (lines[at].Length > 0)
                    head.Add(lines[at]);
                continue;
            }

            at++;
            methods.Add(Of(head, ParseBlock(lines, ref at, depth: 1)));
            head.Clear();
        }

        return methods;
    }

    public void Write(SourceWriter writer)
    {
        if (IsKernel)
            writer.Line(Attribute);
        writer.Line($"private static void {Name}{Types}({string.Join(", ", Parameters)})");
        foreach (var constraint in Constraints)
            writer.Line(constraint);
        using var body = writer.Braces();
        using var wrap = writer.Block(Unchecked);
        foreach (var code in Body)
            code.Write(writer);
    }

    private static MethodCode Of(List<string> head, IReadOnlyList<Code> body)
    {
        var first = string.Equals(head[0], Attribute, StringComparison.Ordinal) ? 1 : 0;
        var header = Header.Match(head[first]);
        if (!header.Success)
            throw new InvalidOperationException("No header of a method: " + head[first]);
        return new MethodCode(
            header.Groups["name"].Value,
            header.Groups["types"].Value,
            header.Groups["parameters"].Value.Split([", "], StringSplitOptions.None),
            [.. head.Skip(first + 1)],
            first == 1,
            body.Count == 1 && body[0] is Code.Block { Header: Unchecked } inner ? inner.Body : body);
    }

    /// <summary>The lines up to the brace that closes a block of some depth, which <paramref name="at"/> then points at.</summary>
    private static List<Code> ParseBlock(string[] lines, ref int at, int depth)
    {
        var indentation = new string(' ', 4 * depth);
        var (open, close) = (indentation + "{", indentation.Substring(4) + "}");
        var body = new List<Code>();
        for (; !string.Equals(lines[at], close, StringComparison.Ordinal); at++)
        {
            var line = lines[at].Length == 0 ? "" : lines[at].Substring(indentation.Length);
            if (!string.Equals(lines[at + 1], open, StringComparison.Ordinal))
            {
                body.Add(new Code.Line(line));
                continue;
            }

            at += 2;
            body.Add(new Code.Block(line, ParseBlock(lines, ref at, depth + 1)));
        }

        return body;
    }
}
