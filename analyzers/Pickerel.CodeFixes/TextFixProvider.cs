using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.Text;

namespace Pickerel.CodeFixes;

/// <summary>
/// A fix that changes a few words of the text, so that nothing else of it moves. Fix All applies the changes of all
/// diagnostics of a document at once; the same change wanted twice is made once.
/// </summary>
public abstract class TextFixProvider : CodeFixProvider
{
    /// <summary>Gets what the fix is called in the editor; also its equivalence key.</summary>
    protected abstract string Title { get; }

    /// <summary>What to change for the diagnostic at a span; nothing when it cannot be fixed.</summary>
    protected abstract IEnumerable<TextChange> ChangesFor(TextSpan span, SyntaxNode root, SemanticModel model, CancellationToken cancellation);

    public sealed override FixAllProvider GetFixAllProvider() => FixAllProvider.Create(
        async (context, document, diagnostics) => await ApplyAsync(document, diagnostics, context.CancellationToken).ConfigureAwait(false));

    public sealed override async Task RegisterCodeFixesAsync(CodeFixContext context)
    {
        var changes = await ChangesAsync(context.Document, context.Diagnostics, context.CancellationToken).ConfigureAwait(false);
        if (changes.IsEmpty)
            return;
        context.RegisterCodeFix(
            CodeAction.Create(Title, cancellation => ApplyAsync(context.Document, context.Diagnostics, cancellation), Title), context.Diagnostics);
    }

    private async Task<Document> ApplyAsync(Document document, ImmutableArray<Diagnostic> diagnostics, CancellationToken cancellation)
    {
        var text = await document.GetTextAsync(cancellation).ConfigureAwait(false);
        return document.WithText(text.WithChanges(await ChangesAsync(document, diagnostics, cancellation).ConfigureAwait(false)));
    }

    private async Task<ImmutableArray<TextChange>> ChangesAsync(Document document, ImmutableArray<Diagnostic> diagnostics, CancellationToken cancellation)
    {
        if (await document.GetSyntaxRootAsync(cancellation).ConfigureAwait(false) is not { } root
            || await document.GetSemanticModelAsync(cancellation).ConfigureAwait(false) is not { } model)
        {
            return [];
        }

        // The generator's diagnostics hold a path and a span, no syntax tree.
        var changes = diagnostics.SelectMany(d => ChangesFor(d.Location.SourceSpan, root, model, cancellation));
        return [.. changes.Distinct().OrderBy(c => c.Span.Start)];
    }
}
