using System.Collections.Generic;
using System.Threading;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Pickerel.Core;
using Pickerel.Core.Declaration;
using Pickerel.Core.Messages;
using Pickerel.Generator.Diagnostics;

namespace Pickerel.Analyzers;

/// <summary>PKR1100: a correct network that cannot infer because nothing gives its weights.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class NetworkWithoutWeightsAnalyzer : CompiledNetworkAnalyzer
{
    protected override DiagnosticDescriptor Rule { get; } = Descriptors.Create(Pkr.NetworkWithoutWeights, DiagnosticSeverity.Warning);

    private protected override IEnumerable<Finding> Find(NetworkInspection network, CompilationResult.Success compiled, CancellationToken cancellation) =>
        network.Declaration.Parameters is ParametersSource.None ? [new(Site.Network, network.Name)] : [];
}
