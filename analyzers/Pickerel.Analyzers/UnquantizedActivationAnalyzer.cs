using System.Collections.Generic;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Pickerel.Core.Declaration;
using Pickerel.Core.Messages;
using Pickerel.Generator.Diagnostics;

namespace Pickerel.Analyzers;

/// <summary>PKR2002: an activation with parameters executed in floating point, what it costs, and what the network costs with it quantized.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class UnquantizedActivationAnalyzer : UnquantizedLayerAnalyzer<ActivationDeclaration>
{
    protected override DiagnosticDescriptor Rule { get; } = Descriptors.Create(Pkr.UnquantizedActivation, DiagnosticSeverity.Warning);

    private protected override string Plural => "activations";

    private protected override bool IsQuantized(ActivationDeclaration layer) => layer.Quantized;

    private protected override ActivationDeclaration Quantize(ActivationDeclaration layer) => layer with { Quantized = true };

    private protected override IEnumerable<object> Introduction(ActivationDeclaration layer) => [layer.Kind == ActivationKind.RPRelu ? "RPReLU" : "PReLU"];
}
