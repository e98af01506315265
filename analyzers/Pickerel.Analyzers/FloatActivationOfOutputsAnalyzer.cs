using System.Collections.Immutable;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Pickerel.Analyzers.UserCode;
using Pickerel.Core.Cost;
using Pickerel.Core.Messages;
using Pickerel.Generator.Diagnostics;
using FloatKind = Pickerel.Core.Cost.OperationKind;

namespace Pickerel.Analyzers;

/// <summary>
/// PKR2004: a softmax or sigmoid in floating point over a network's outputs, which the network itself ends in as a table of integers. One
/// taken only to find the largest is PKR2005's.
/// </summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class FloatActivationOfOutputsAnalyzer : DiagnosticAnalyzer
{
    private static readonly DiagnosticDescriptor Rule = Descriptors.Create(Pkr.FloatActivationOfOutputs, DiagnosticSeverity.Warning);

    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics => [Rule];

    public override void Initialize(AnalysisContext context)
    {
        context.EnableConcurrentExecution();
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.RegisterOperationAction(Analyze, Microsoft.CodeAnalysis.OperationKind.Invocation);
    }

    private static void Analyze(OperationAnalysisContext context)
    {
        if (NetworkCall.Of(context.Operation) is not { } call || call.Constant<int>("OutputLength") is not { } outputs)
            return;
        var body = MethodBody.Around(call.Operation);
        if (FloatActivation.After(call, body) is not { } activation || LargestOutput.After(call, body) is not null
            || NetworkInspection.Of(call.Network, context.Options, context.CancellationToken)?.Compile(context.CancellationToken) is not { } compiled)
        {
            return;
        }

        var (part, all) = (CostOf(activation.Kind, outputs), compiled.Cost.Total.AceV2);
        context.ReportDiagnostic(Diagnostic.Create(
            Rule,
            activation.Place.Syntax.GetLocation(),
            activation.Kind.ToString().ToLowerInvariant(),
            call.Network.Name,
            CostText.Percent((double)part / (part + all)),
            CostText.Short(part),
            CostText.Short(part + all),
            activation.Kind));
    }

    /// <summary>What it takes in float: a maximum, differences, exponentials, their sum and quotients; or exponentials, additions and quotients.</summary>
    private static long CostOf(FloatActivationKind kind, int outputs)
    {
        Operation[] common = [Operation.Float(FloatKind.Exponential, outputs), Operation.Float(FloatKind.Add, outputs), Operation.Float(FloatKind.Divide, outputs)];
        Operation[] maximum = [Operation.Float(FloatKind.Compare, outputs), Operation.Float(FloatKind.Add, outputs)];
        return AceV2.Of(kind == FloatActivationKind.Softmax ? common.Concat(maximum) : common, CostTable.Current);
    }
}
