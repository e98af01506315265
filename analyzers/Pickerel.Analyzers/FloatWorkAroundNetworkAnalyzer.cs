using System.Collections.Immutable;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Pickerel.Analyzers.UserCode;
using Pickerel.Core.Messages;
using Pickerel.Generator.Declaring;
using Pickerel.Generator.Diagnostics;

namespace Pickerel.Analyzers;

/// <summary>
/// PKR2005: elementwise floating-point work in user code on what a network reads or gives, which the network does at no cost or
/// which changes nothing: pixels normalized before <c>Infer</c>, outputs scaled or exponentiated only to find the largest.
/// </summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class FloatWorkAroundNetworkAnalyzer : DiagnosticAnalyzer
{
    private static readonly DiagnosticDescriptor Rule = Descriptors.Create(Pkr.FloatWorkAroundNetwork, DiagnosticSeverity.Warning);

    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics => [Rule];

    public override void Initialize(AnalysisContext context)
    {
        context.EnableConcurrentExecution();
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.RegisterOperationAction(Analyze, OperationKind.Invocation);
    }

    private static void Analyze(OperationAnalysisContext context)
    {
        if (NetworkCall.Of(context.Operation) is not { } call)
            return;
        var body = MethodBody.Around(call.Operation);
        if (NormalizedInput.Before(call, body) is { } input)
            Report(input.Place, "The input", "is normalized", input.Remedy);
        if (LargestOutput.After(call, body) is { } output)
            Report(output.Place, "The output", output.HasSteps ? "is changed, only to find the largest," : "is scaled and compared", output.Remedy);

        void Report(IOperation place, string what, string how, string remedy) => context.ReportDiagnostic(Diagnostic.Create(
            Rule, place.Syntax.GetLocation(), [call.Operation.Syntax.GetLocation()], what, call.Network.Name, how, remedy));
    }
}
