using System.Collections.Generic;
using System.Linq;
using System.Threading;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Pickerel.Core;
using Pickerel.Core.Messages;
using Pickerel.Generator.Diagnostics;

namespace Pickerel.Analyzers;

/// <summary>PKR3001: which kernel each layer got, and the bound that permits it. Hidden; read on demand.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class KernelReportAnalyzer : CompiledNetworkAnalyzer
{
    protected override DiagnosticDescriptor Rule { get; } = Descriptors.Create(Pkr.KernelChosen, DiagnosticSeverity.Hidden);

    private protected override IEnumerable<Finding> Find(NetworkInspection network, CompilationResult.Success compiled, CancellationToken cancellation) =>
        compiled.Layers.Select(layer => new Finding(compiled.SiteOf(layer), layer.Layer, layer.Kernel, layer.Bound));
}
