using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.Text;
using Pickerel.TestKit.Roslyn;

namespace Pickerel.Analyzers.Tests;

/// <summary>Applies code fixes in a workspace, as an editor does.</summary>
internal static class Fixes
{
    /// <summary>The source after the fix of its first diagnostic; null when none is offered.</summary>
    public static async Task<string?> One<TFix>(string source, IEnumerable<Diagnostic> diagnostics)
        where TFix : CodeFixProvider, new()
    {
        var (fix, document) = (new TFix(), Open(source));
        var diagnostic = diagnostics.First(d => fix.FixableDiagnosticIds.Contains(d.Id));
        var actions = new List<CodeAction>();
        await fix.RegisterCodeFixesAsync(new CodeFixContext(document, diagnostic, (action, _) => actions.Add(action), CancellationToken.None));
        return actions.Count == 0 ? null : await Apply(actions.Single(), document);
    }

    /// <summary>The source after Fix All in the document.</summary>
    public static async Task<string> All<TFix>(string source, IEnumerable<Diagnostic> diagnostics)
        where TFix : CodeFixProvider, new()
    {
        var (fix, document) = (new TFix(), Open(source));
        ImmutableArray<Diagnostic> fixable = [.. diagnostics.Where(d => fix.FixableDiagnosticIds.Contains(d.Id))];
        var actions = new List<CodeAction>();
        await fix.RegisterCodeFixesAsync(new CodeFixContext(document, fixable[0], (action, _) => actions.Add(action), CancellationToken.None));
        var all = await fix.GetFixAllProvider()!.GetFixAsync(new FixAllContext(
            document, fix, FixAllScope.Document, actions.Single().EquivalenceKey, fix.FixableDiagnosticIds, new Given(fixable), CancellationToken.None));
        return await Apply(all!, document);
    }

    private static Document Open(string source)
    {
        // With the attributes in it, so that the semantic model is the editor's.
        var output = GeneratorRun.Of(source).Output;
        var project = new AdhocWorkspace().AddProject("UserProject", LanguageNames.CSharp)
            .WithCompilationOptions(output.Options).WithParseOptions(UserProject.ParseOptions).AddMetadataReferences(output.References);
        foreach (var tree in output.SyntaxTrees.Skip(1))
            project = project.AddDocument(tree.FilePath, tree.GetText()).Project;
        return project.AddDocument("File0.cs", SourceText.From(source), filePath: "/project/File0.cs");
    }

    private static async Task<string> Apply(CodeAction action, Document document)
    {
        var operations = await action.GetOperationsAsync(CancellationToken.None);
        var changed = operations.OfType<ApplyChangesOperation>().Single().ChangedSolution.GetDocument(document.Id)!;
        return (await changed.GetTextAsync()).ToString();
    }

    private sealed class Given(ImmutableArray<Diagnostic> diagnostics) : FixAllContext.DiagnosticProvider
    {
        public override Task<IEnumerable<Diagnostic>> GetAllDiagnosticsAsync(Project project, CancellationToken cancellationToken) =>
            Task.FromResult<IEnumerable<Diagnostic>>(diagnostics);

        public override Task<IEnumerable<Diagnostic>> GetDocumentDiagnosticsAsync(Document document, CancellationToken cancellationToken) =>
            Task.FromResult<IEnumerable<Diagnostic>>(diagnostics);

        public override Task<IEnumerable<Diagnostic>> GetProjectDiagnosticsAsync(Project project, CancellationToken cancellationToken) =>
            Task.FromResult<IEnumerable<Diagnostic>>([]);
    }
}
