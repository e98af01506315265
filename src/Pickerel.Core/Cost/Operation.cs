namespace Pickerel.Core.Cost;

/// <summary>The kinds of operations that cost something.</summary>
public enum OperationKind
{
    /// <summary>Multiply by a weight and add to the accumulator.</summary>
    MultiplyAccumulate,

    /// <summary>Shift by a weight that is a power of two and add to the accumulator.</summary>
    ShiftAccumulate,

    Multiply,

    /// <summary>Add or subtract.</summary>
    Add,

    /// <summary>Shift by an amount that data chooses; constant shifts cost nothing and are no operations here.</summary>
    Shift,

    /// <summary>Compare, maximum, ReLU, clamp.</summary>
    Compare,

    /// <summary>Find an output among thresholds.</summary>
    Threshold,

    /// <summary>Look a value up in a table.</summary>
    Lookup,

    /// <summary>From integer to float or back.</summary>
    Convert,

    Divide,

    SquareRoot,

    Exponential,

    HyperbolicTangent,
}

/// <summary>What an operation works on: an integer of the bits of its proved range, or a floating-point number.</summary>
public readonly record struct Operand(int Bits, bool IsFloat = false)
{
    /// <summary>IEEE 754 binary32.</summary>
    public static Operand Float32 => new(32, IsFloat: true);

    public static implicit operator Operand(int bits) => new(bits);

    public override string ToString() => (IsFloat ? "f" : "") + Bits.ToString(System.Globalization.CultureInfo.InvariantCulture);
}

/// <summary>The same operation, executed some times.</summary>
/// <param name="Kind">What is done.</param>
/// <param name="Left">The first operand: the weight where there is one.</param>
/// <param name="Right">The second operand; of a threshold the output, of a table its entries; else unused.</param>
/// <param name="Count">How often it is executed in one inference.</param>
/// <param name="Choices">The amounts that a shift chooses from, or the comparisons of a threshold activation.</param>
/// <param name="Sum">The accumulator of a multiply- or shift-accumulate.</param>
/// <param name="FanIn">The products of one sum.</param>
public sealed record Operation(OperationKind Kind, Operand Left, Operand Right, long Count, int Choices = 0, Operand Sum = default, long FanIn = 0)
{
    /// <summary>Gets whether it is a product of a weight and an activation, added up: what ACE counts. All else is elementwise.</summary>
    public bool IsAccumulation => Kind is OperationKind.MultiplyAccumulate or OperationKind.ShiftAccumulate;

    public static Operation Multiply(Operand left, Operand right, long count) => new(OperationKind.Multiply, left, right, count);

    public static Operation Add(Operand left, Operand right, long count) => new(OperationKind.Add, left, right, count);

    public static Operation Shift(Operand value, int choices, long count) => new(OperationKind.Shift, value, default, count, choices);

    public static Operation Compare(Operand value, long count) => new(OperationKind.Compare, value, default, count);

    /// <summary>A conversion between an integer and float32, either way.</summary>
    public static Operation Convert(Operand integer, long count) => new(OperationKind.Convert, integer, Operand.Float32, count);

    public static Operation Lookup(Operand index, Operand entry, long count) => new(OperationKind.Lookup, index, entry, count);

    /// <summary>A threshold activation by binary search.</summary>
    public static Operation Threshold(Operand sum, Operand output, long count) => new(OperationKind.Threshold, sum, output, count, output.Bits);

    /// <summary>An operation on one float32, of which the cost table knows what it takes.</summary>
    public static Operation Float(OperationKind kind, long count) => new(kind, Operand.Float32, Operand.Float32, count);
}
