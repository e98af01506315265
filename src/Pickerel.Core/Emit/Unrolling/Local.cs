using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.RegularExpressions;

namespace Pickerel.Core.Emit;

/// <summary>A name that code in a block may use.</summary>
/// <param name="Name">As declared.</param>
/// <param name="Type">Its type, such as <c>nint</c> or <c>ref byte</c>.</param>
/// <param name="Value">What it is declared to be; null for parameters, loop variables, and what is declared without a value.</param>
/// <param name="IsParameter">Whether it is a parameter or a loop's variable.</param>
internal sealed record Local(string Name, string Type, string? Value, bool IsParameter)
{
    /// <summary>The type of vectors.</summary>
    public const string Vector = "T";

    /// <summary>The type that a value gives its variable.</summary>
    public const string Inferred = "var";

    private static readonly Regex Declaring = new(
        @"^(const )?(?<type>var|nint|long|T|ref byte|global::System\.Span<byte>) (?<name>\w+) = (ref )?(?<value>.+);$", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(10));

    private static readonly Regex Slots = new(@"^T (?<name>\w+)(, (?<name>\w+))*;$", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(10));

    private static readonly Regex Target = new(@"^(?<name>\w+)( [-+]?= |\+\+;)", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(10));

    private static readonly Regex Reference = new(@"\bref (?<name>\w+)(?=[,)])", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(10));

    private static readonly Regex Word = new(@"(?<![\w.])[A-Za-z_]\w*", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(10));

    /// <summary>Gets whether it is a place in memory, which passes on as it is.</summary>
    public bool IsReference => string.Equals(Type, "ref byte", StringComparison.Ordinal);

    /// <summary>Gets whether it is a vector that steps overwrite before they read it.</summary>
    public bool IsSlot => Value is null && !IsParameter;

    /// <summary>Gets the type as written, which may be left to the value.</summary>
    public string WrittenType { get; } = Type;

    /// <summary>Gets the line that declares it.</summary>
    public string Declaration => IsSlot ? $"{Type} {Name};" : $"{WrittenType} {Name} = {(IsReference ? "ref " : "")}{Value};";

    /// <summary>A method's parameter.</summary>
    public static Local Parameter(string text)
    {
        var name = text.LastIndexOf(' ');
        return new Local(text.Substring(name + 1), text.Substring(0, name), Value: null, IsParameter: true);
    }

    /// <summary>A loop's variable.</summary>
    public static Local Counter(string name) => new(name, "nint", Value: null, IsParameter: true);

    /// <summary>What a line declares.</summary>
    public static IEnumerable<Local> Declared(string line)
    {
        if (Slots.Match(line) is { Success: true } slots)
            return slots.Groups["name"].Captures.Cast<Capture>().Select(c => new Local(c.Value, Vector, Value: null, IsParameter: false));
        if (Declaring.Match(line) is not { Success: true } declaration)
            return [];
        return [new Local(declaration.Groups["name"].Value, declaration.Groups["type"].Value, declaration.Groups["value"].Value, IsParameter: false)];
    }

    /// <summary>The names in a text.</summary>
    public static IEnumerable<string> Names(string text) => Word.Matches(text).Cast<Match>().Select(m => m.Value);

    /// <summary>The names that a line gives another value, or lets a part of the method give one.</summary>
    public static IEnumerable<string> Changed(string line)
    {
        if (Target.Match(line) is { Success: true } target)
            yield return target.Groups["name"].Value;
        if (!line.StartsWith("Layer_", StringComparison.Ordinal))
            yield break;
        foreach (Match reference in Reference.Matches(line))
            yield return reference.Groups["name"].Value;
    }
}
