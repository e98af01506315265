using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Pickerel.Core.Declaration;
using Pickerel.Core.Messages;
using Pickerel.Generator.Diagnostics;

namespace Pickerel.Analyzers;

/// <summary>PKR2001: a batch norm executed in floating point, what it costs, and what the network costs with quantized norms.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class UnquantizedBatchNormAnalyzer : UnquantizedLayerAnalyzer<BatchNormDeclaration>
{
    protected override DiagnosticDescriptor Rule { get; } = Descriptors.Create(Pkr.UnquantizedBatchNorm, DiagnosticSeverity.Warning);

    private protected override string Plural => "norms";

    private protected override bool IsQuantized(BatchNormDeclaration layer) => layer.Quantized;

    private protected override BatchNormDeclaration Quantize(BatchNormDeclaration layer) => layer with { Quantized = true };
}
