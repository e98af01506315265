using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using System.Threading;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;
using Pickerel.Core.Messages;

namespace Pickerel.CodeFixes;

/// <summary>A fix that sets one named argument of the attribute it stands at, or takes it out.</summary>
/// <param name="title">What the fix is called in the editor.</param>
/// <param name="argument">The argument.</param>
/// <param name="value">Its value as C#; null takes it out, so that the default holds.</param>
/// <param name="fixable">What it fixes.</param>
public abstract class ArgumentFixProvider(string title, string argument, string? value, params IReadOnlyList<Message> fixable) : TextFixProvider
{
    public sealed override ImmutableArray<string> FixableDiagnosticIds { get; } = [.. fixable.Select(m => m.Id)];

    protected sealed override string Title => title;

    protected sealed override IEnumerable<TextChange> ChangesFor(TextSpan span, SyntaxNode root, SemanticModel model, CancellationToken cancellation) =>
        root.AttributeAt(span) is not { } attribute ? [] : value is null ? attribute.Without(argument) : [attribute.With(argument, value)];
}
