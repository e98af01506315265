using System;
using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace Pickerel.CodeFixes;

/// <summary>Changes of an attribute's arguments.</summary>
internal static class AttributeEdits
{
    /// <summary>The attribute at a diagnostic's place.</summary>
    public static AttributeSyntax? AttributeAt(this SyntaxNode root, TextSpan span) => root.FindNode(span).FirstAncestorOrSelf<AttributeSyntax>();

    /// <summary>The named argument, if it is given.</summary>
    public static AttributeArgumentSyntax? Argument(this AttributeSyntax attribute, string name) =>
        attribute.ArgumentList?.Arguments.FirstOrDefault(a => string.Equals(a.NameEquals?.Name.Identifier.ValueText, name, StringComparison.Ordinal));

    /// <summary>Takes a named argument out, with its comma, or with the parentheses when it is the only one.</summary>
    public static IEnumerable<TextChange> Without(this AttributeSyntax attribute, string name)
    {
        if (attribute.Argument(name) is not { } argument || attribute.ArgumentList is not { } list)
            yield break;
        var index = list.Arguments.IndexOf(argument);
        yield return new TextChange(
            list.Arguments.Count == 1 ? list.Span
            : index == 0 ? TextSpan.FromBounds(argument.SpanStart, list.Arguments[1].SpanStart)
            : TextSpan.FromBounds(list.Arguments[index - 1].Span.End, argument.Span.End),
            "");
    }

    /// <summary>Sets a named argument, in its place or behind the others.</summary>
    public static TextChange With(this AttributeSyntax attribute, string name, string value)
    {
        if (attribute.Argument(name) is { } argument)
            return new(argument.Expression.Span, value);
        return attribute.ArgumentList is not { } list ? new(new TextSpan(attribute.Span.End, 0), $"({name} = {value})")
            : list.Arguments.Count == 0 ? new(list.Span, $"({name} = {value})")
            : new(new TextSpan(list.Arguments.Span.End, 0), $", {name} = {value}");
    }
}
