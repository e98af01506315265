using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Pickerel.Benchmarks.Building;
using Pickerel.Benchmarks.Networks;
using Pickerel.Core;

namespace Pickerel.Benchmarks.Layers;

/// <summary>
/// A second part of a generated class that executes any one step again and again, where it stands: the same statements, the same
/// memory, the same kernels and bounds as in the network. It is cut from the generated <c>Run</c> and <c>Execute</c>, in which a
/// comment <c>// name: …</c> begins each layer.
/// </summary>
/// <param name="Steps">Staging of the input, the layers by name, delivery of the output.</param>
/// <param name="Source">The part.</param>
internal sealed record ProfileSource(IReadOnlyList<string> Steps, GeneratedSource Source)
{
    public const string Staging = "(input)", Delivery = "(output)";

    private const string More = "int step, int times", Arguments = "input, output, scratch, step, times";

    /// <summary>Cuts the steps out of a network's sources.</summary>
    /// <exception cref="BuildException">The generated code no longer has the form this relies on.</exception>
    public static ProfileSource Of(string className, IEnumerable<GeneratedSource> sources)
    {
        var methods = sources.SelectMany(s => CSharp.Parse(s.Text).GetRoot().DescendantNodes().OfType<MethodDeclarationSyntax>()).ToArray();
        var run = Find(methods, "Run", generic: false);
        var dispatch = Find(methods, "Execute", generic: false);
        var execute = Find(methods, "Execute", generic: true);

        // The statement that moves scratch to a cache line belongs to no step; it stands before all of them.
        var align = run.Body!.Statements.First();
        var outer = run.Body.Statements.Remove(align);
        var call = outer.IndexOf(s => s.ToString().StartsWith("Execute(", StringComparison.Ordinal));
        var steps = new List<(string Name, string Code)> { (Staging, Join(outer.Take(call))) };
        var setup = Join(execute.Body!.Statements.TakeWhile(s => LayerName(s) is null));
        foreach (var statement in execute.Body.Statements.SkipWhile(s => LayerName(s) is null))
        {
            if (LayerName(statement) is { } name)
                steps.Add((name, statement.ToString()));
            else
                steps[^1] = (steps[^1].Name, steps[^1].Code + statement);
        }

        steps.Add((Delivery, Join(outer.Skip(call + 1))));
        var parameters = $"{run.ParameterList.ToString().TrimEnd(')')}, {More})";
        var cases = string.Concat(steps.Select((s, i) => $"case {i}: for (var n = 0; n < times; n++) {{ {s.Code} }} break;\n"));
        return new([.. steps.Select(s => s.Name)], new GeneratedSource($"{className}.Profile.g.cs", $$"""
            using global::System.Runtime.Intrinsics;

            namespace {{NetworkSource.Namespace}}
            {
                partial class {{className}}
                {
                    public static void Profile{{parameters}} => NetworkKernels.Profile({{Arguments}});

                    private static partial class NetworkKernels
                    {
                        public static void Profile{{parameters}}
                        {
                            {{align}}
                            {{dispatch.Body!.ToString().Replace("Execute", "Profile", StringComparison.Ordinal).Replace("(scratch)", $"({Arguments})", StringComparison.Ordinal)}}
                        }

                        [global::System.Runtime.CompilerServices.MethodImpl(global::System.Runtime.CompilerServices.MethodImplOptions.AggressiveOptimization)]
                        private static void Profile{{execute.TypeParameterList}}{{parameters}}
                            {{execute.ConstraintClauses}}
                        {
                            {{setup}}
                            switch (step)
                            {
                                {{cases}}
                            }
                        }
                    }
                }
            }
            """));
    }

    private static MethodDeclarationSyntax Find(IEnumerable<MethodDeclarationSyntax> methods, string name, bool generic) =>
        methods.FirstOrDefault(m => string.Equals(m.Identifier.Text, name, StringComparison.Ordinal) && m.TypeParameterList is not null == generic && m.Body is not null)
        ?? throw new BuildException($"The generated code has no {(generic ? "generic " : "")}method '{name}', from which layers are cut.");

    private static string Join(IEnumerable<StatementSyntax> statements) => string.Concat(statements.Select(s => s.ToString()));

    /// <summary>The layer that begins at a statement, or null.</summary>
    private static string? LayerName(StatementSyntax statement)
    {
        var comment = statement.GetLeadingTrivia().FirstOrDefault(t => t.IsKind(SyntaxKind.SingleLineCommentTrivia)).ToString();
        var colon = comment.IndexOf(": ", StringComparison.Ordinal);
        return colon > 0 ? comment[2..colon].Trim() : null;
    }
}
