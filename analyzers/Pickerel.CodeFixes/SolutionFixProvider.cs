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
/// A fix that changes words in several files: where a network is used, and where it is declared. Fix All applies the changes of all
/// diagnostics at once; the same change wanted twice is made once, and of fixes that change the same words the first is made.
/// </summary>
public abstract class SolutionFixProvider : CodeFixProvider
{
    /// <summary>Gets what the fix is called in the editor; also its equivalence key.</summary>
    protected abstract string Title { get; }

    /// <summary>What to change in which file for a diagnostic; nothing when it cannot be fixed.</summary>
    protected abstract IReadOnlyList<FileChange> ChangesFor(Diagnostic diagnostic, SyntaxNode root, SemanticModel model, CancellationToken cancellation);

    public sealed override FixAllProvider GetFixAllProvider() => new AllAtOnce(this);

    public sealed override async Task RegisterCodeFixesAsync(CodeFixContext context)
    {
        foreach (var diagnostic in context.Diagnostics)
        {
            var changed = await ApplyAsync(context.Document.Project.Solution, [(context.Document, diagnostic)], context.CancellationToken).ConfigureAwait(false);
            if (changed != context.Document.Project.Solution)
                context.RegisterCodeFix(CodeAction.Create(Title, _ => Task.FromResult(changed), Title), diagnostic);
        }
    }

    private async Task<Solution> ApplyAsync(Solution solution, IReadOnlyList<(Document Document, Diagnostic Diagnostic)> found, CancellationToken cancellation)
    {
        var wanted = new List<FileChange>();
        foreach (var (document, diagnostic) in found)
        {
            if (await document.GetSyntaxRootAsync(cancellation).ConfigureAwait(false) is not { } root
                || await document.GetSemanticModelAsync(cancellation).ConfigureAwait(false) is not { } model)
            {
                continue;
            }

            var changes = ChangesFor(diagnostic, root, model, cancellation);
            if (!changes.Any(c => wanted.Exists(c.Contradicts)))
                wanted.AddRange(changes.Where(c => !wanted.Contains(c)));
        }

        var changed = solution;
        foreach (var file in wanted.GroupBy(c => c.Tree))
        {
            if (solution.GetDocument(file.Key) is not { } document)
                return solution; // The network is declared in another project's file.
            var text = await document.GetTextAsync(cancellation).ConfigureAwait(false);
            changed = changed.WithDocumentText(document.Id, text.WithChanges(file.Select(c => c.Change).OrderBy(c => c.Span.Start)));
        }

        return changed;
    }

    /// <summary>A change of one file's text.</summary>
    protected sealed record FileChange(SyntaxTree Tree, TextChange Change)
    {
        public bool Contradicts(FileChange other) =>
            Tree == other.Tree && Change != other.Change && (Change.Span.OverlapsWith(other.Change.Span) || Change.Span.Start == other.Change.Span.Start);
    }

    private sealed class AllAtOnce(SolutionFixProvider provider) : FixAllProvider
    {
        public override async Task<CodeAction?> GetFixAsync(FixAllContext context)
        {
            var found = new List<(Document, Diagnostic)>();
            foreach (var document in DocumentsOf(context))
            {
                var diagnostics = await context.GetDocumentDiagnosticsAsync(document).ConfigureAwait(false);
                found.AddRange(diagnostics.OrderBy(d => d.Location.SourceSpan.Start).Select(d => (document, d)));
            }

            return CodeAction.Create(provider.Title, cancellation => provider.ApplyAsync(context.Solution, found, cancellation), provider.Title);
        }

        private static IEnumerable<Document> DocumentsOf(FixAllContext context) => context.Scope switch
        {
            FixAllScope.Solution => context.Solution.Projects.SelectMany(p => p.Documents),
            FixAllScope.Project => context.Project.Documents,
            _ => context.Document is { } document ? [document] : [],
        };
    }
}
