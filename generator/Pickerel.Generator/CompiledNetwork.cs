using System;
using System.Collections.Immutable;
using System.Linq;
using Pickerel.Core;
using Pickerel.Core.Collections;
using Pickerel.Core.Messages;
using Pickerel.Generator.Diagnostics;

namespace Pickerel.Generator;

/// <summary>What one network adds to the compilation.</summary>
internal sealed record CompiledNetwork(string Key, EquatableArray<GeneratedSource> Sources, EquatableArray<NetworkProblem> Problems);

/// <summary>A problem of one network, not yet located.</summary>
internal sealed record NetworkProblem(string Key, Problem Problem)
{
    public DiagnosticInfo Locate(ImmutableArray<SiteMap> sites) =>
        DiagnosticInfo.Of(Problem, sites.FirstOrDefault(s => string.Equals(s.Key, Key, StringComparison.Ordinal))?.Find(Problem.Site));
}
