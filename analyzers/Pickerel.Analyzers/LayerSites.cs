using System;
using System.Linq;
using Pickerel.Core;
using Pickerel.Core.Messages;

namespace Pickerel.Analyzers;

/// <summary>Where executed layers were declared.</summary>
internal static class LayerSites
{
    public static Site SiteOf(this CompilationResult.Success compiled, LayerReport layer) => compiled.SiteOf(layer.Layer);

    /// <summary>The attribute of a layer; that of the network for a step which no attribute declares.</summary>
    public static Site SiteOf(this CompilationResult.Success compiled, string layer) =>
        compiled.Network.Nodes.FirstOrDefault(n => string.Equals(n.Name, layer, StringComparison.Ordinal))?.Site ?? Site.Network;
}
