using Pickerel.Core.Ir;

namespace Pickerel.Core.Kernels;

/// <summary>A change of a tensor's layout between kernels that want different ones; the planner puts it there, its values stay.</summary>
internal sealed record LayoutNode : Node
{
    public override string Kind => "layout";
}
