namespace Pickerel.Core.Ir;

/// <summary>How far a network has come from declaration to integers; each stage keeps what the ones before it promise.</summary>
public enum NetworkStage
{
    /// <summary>Names, edges and shapes are right; real nodes without parameters.</summary>
    Declared,

    /// <summary>Every real node has its parameters, of the right dimensions and finite.</summary>
    Bound,

    /// <summary>Every node has a grid; nodes that cannot change the grid share their input's.</summary>
    Quantized,

    /// <summary>Every node is one the reference interpreter executes.</summary>
    Integer,

    /// <summary>The accumulator ranges are proved: they hold the sum for every input on the grid.</summary>
    Proved,
}
