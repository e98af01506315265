using System;
using System.Linq;
using System.Reflection;

namespace Pickerel.Runner;

/// <summary>A compiled network behind bytes, whatever its element types and however many outputs it has: those lie one behind the other.</summary>
internal sealed class CompiledNetwork
{
    private readonly InferWithScratch _withScratch;
    private readonly InferAlone _alone;
    private readonly InferFloats _reals;
    private readonly FindClass _classify;

    private CompiledNetwork(Type type)
    {
        var infers = type.GetMethods(BindingFlags.Public | BindingFlags.Static).Where(m => string.Equals(m.Name, "Infer", StringComparison.Ordinal)).ToArray();
        var withScratch = infers.MaxBy(m => m.GetParameters().Length) ?? throw new InvalidOperationException($"{type} has no Infer.");
        var outputs = withScratch.GetParameters()[1..^1];
        int[] lengths = [.. outputs.Select(o => Constant(type, char.ToUpperInvariant(o.Name![0]) + o.Name[1..] + "Length"))];
        int[] bytes = [.. outputs.Zip(lengths, (o, length) => length * SpanAdapter.SizeOf(o))];
        var alone = infers.Where(m => m != withScratch).ToLookup(m => m.GetParameters()[0].ParameterType == typeof(ReadOnlySpan<float>));

        (InputBytes, OutputBytes, OutputLength, ScratchBytes) = (Constant(type, "InputLength"), bytes.Sum(), lengths.Sum(), Constant(type, "ScratchBytes"));
        VectorBits = (int)type.GetNestedType("NetworkKernels", SpanAdapter.All)!.GetProperty("VectorBits", SpanAdapter.All)!.GetValue(null)!;
        _withScratch = SpanAdapter.Bind<InferWithScratch>(withScratch, bytes);
        _alone = SpanAdapter.Bind<InferAlone>(alone[false].Single(), bytes);
        _reals = SpanAdapter.Bind<InferFloats>(alone[true].Single(), lengths);
        _classify = SpanAdapter.Bind<FindClass>(type.GetMethod("Classify")!, []);
    }

    private delegate void InferWithScratch(ReadOnlySpan<byte> input, Span<byte> outputs, Span<byte> scratch);

    private delegate void InferAlone(ReadOnlySpan<byte> input, Span<byte> outputs);

    private delegate void InferFloats(ReadOnlySpan<float> input, Span<float> outputs);

    private delegate int FindClass(ReadOnlySpan<byte> input);

    public int InputBytes { get; }

    /// <summary>Gets the bytes of all outputs.</summary>
    public int OutputBytes { get; }

    /// <summary>Gets the elements of all outputs.</summary>
    public int OutputLength { get; }

    public int ScratchBytes { get; }

    /// <summary>Gets the bits of the vector registers that its code uses: read from the code itself, which dispatches on it.</summary>
    public int VectorBits { get; }

    public static CompiledNetwork Of(Type type) => new(type);

    /// <summary>Infers in the scratch given.</summary>
    public void Infer(ReadOnlySpan<byte> input, Span<byte> outputs, Span<byte> scratch) => _withScratch(input, outputs, scratch);

    /// <summary>Infers in the network's own scratch.</summary>
    public void Infer(ReadOnlySpan<byte> input, Span<byte> outputs) => _alone(input, outputs);

    public void InferReals(ReadOnlySpan<float> input, Span<float> outputs) => _reals(input, outputs);

    public int Classify(ReadOnlySpan<byte> input) => _classify(input);

    private static int Constant(Type type, string name) => (int)type.GetField(name)!.GetRawConstantValue()!;
}
