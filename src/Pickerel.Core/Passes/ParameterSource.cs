using Pickerel.Core.Collections;
using Pickerel.Core.Ir;

namespace Pickerel.Core.Passes;

/// <summary>Where <see cref="BindParameters"/> finds the parameters of nodes, in the IR's layouts.</summary>
internal abstract class ParameterSource
{
    /// <summary>Gets the weights in the layout of <see cref="WeightedNode.Weights"/>.</summary>
    public abstract Constant<double> Weights(WeightedNode node);

    /// <summary>Gets the bias, or null when the node has none.</summary>
    public abstract Constant<double>? Bias(WeightedNode node, bool isFollowedByNorm);

    public abstract Normalization Normalization(BatchNormalizationNode node);

    /// <summary>Gets the slopes, shifts and offsets of a curve that has them; every other curve as it is.</summary>
    public abstract ActivationCurve Curve(ActivationNode node);

    /// <summary>Gets the bits of each output channel's weights; empty for the layer's.</summary>
    public virtual EquatableArray<int> WeightBits(WeightedNode node) => [];

    /// <summary>Gets the scale given for the node's output, or null.</summary>
    public virtual double? ActivationScale(Node node) => null;

    /// <summary>Checks, after all nodes are bound, that nothing is left over.</summary>
    public virtual void CheckAllTaken()
    {
    }
}
