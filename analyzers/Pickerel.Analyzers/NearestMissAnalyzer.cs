using System.Collections.Generic;
using System.Linq;
using System.Threading;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Pickerel.Core;
using Pickerel.Core.Messages;
using Pickerel.Generator.Diagnostics;

namespace Pickerel.Analyzers;

/// <summary>PKR3002: why a layer did not get the next faster kernel, and those before it. Hidden; read on demand.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class NearestMissAnalyzer : CompiledNetworkAnalyzer
{
    protected override DiagnosticDescriptor Rule { get; } = Descriptors.Create(Pkr.NearestMiss, DiagnosticSeverity.Hidden);

    private protected override IEnumerable<Finding> Find(NetworkInspection network, CompilationResult.Success compiled, CancellationToken cancellation) =>
        compiled.Layers.Where(layer => !layer.Refused.IsEmpty).Select(layer => new Finding(
            compiled.SiteOf(layer), layer.Layer, layer.Kernel, string.Join("; not ", layer.Refused.Reverse())));
}
