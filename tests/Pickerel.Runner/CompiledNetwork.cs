using System;
using System.Reflection;
using System.Runtime.InteropServices;

namespace Pickerel.Runner;

/// <summary>A compiled network behind bytes, whatever its element types.</summary>
internal abstract class CompiledNetwork
{
    public required int InputBytes { get; init; }

    public required int OutputBytes { get; init; }

    public required int ScratchBytes { get; init; }

    /// <summary>Gets the bits of the vector registers that its code uses: read from the code itself, which dispatches on it.</summary>
    public required int VectorBits { get; init; }

    public static CompiledNetwork Of(Type type)
    {
        var infer = Array.Find(type.GetMethods(BindingFlags.Public | BindingFlags.Static), m => string.Equals(m.Name, "Infer", StringComparison.Ordinal) && m.GetParameters().Length == 3)
            ?? throw new InvalidOperationException($"{type} has no Infer with scratch.");
        var (input, output) = (ElementOf(infer.GetParameters()[0]), ElementOf(infer.GetParameters()[1]));
        var wrapper = typeof(CompiledNetwork<,>).MakeGenericType(input, output);
        return (CompiledNetwork)wrapper.GetMethod("Create", BindingFlags.Public | BindingFlags.Static)!.Invoke(null, [type])!;
    }

    /// <summary>Infers in the scratch given.</summary>
    public abstract void Infer(ReadOnlySpan<byte> input, Span<byte> output, Span<byte> scratch);

    /// <summary>Infers in the network's own scratch.</summary>
    public abstract void Infer(ReadOnlySpan<byte> input, Span<byte> output);

    public abstract void InferReals(ReadOnlySpan<float> input, Span<float> output);

    public abstract int Classify(ReadOnlySpan<byte> input);

    private static Type ElementOf(ParameterInfo parameter) => parameter.ParameterType.GetGenericArguments()[0];
}

/// <summary>The delegates of a network with these element types.</summary>
internal sealed class CompiledNetwork<TIn, TOut>(Type type) : CompiledNetwork
    where TIn : unmanaged
    where TOut : unmanaged
{
    private readonly InferWithScratch _withScratch = Bind<InferWithScratch>(type, "Infer");
    private readonly InferAlone _alone = Bind<InferAlone>(type, "Infer");
    private readonly InferFloats _reals = Bind<InferFloats>(type, "Infer");
    private readonly FindClass _classify = Bind<FindClass>(type, "Classify");

    private delegate void InferWithScratch(ReadOnlySpan<TIn> input, Span<TOut> output, Span<byte> scratch);

    private delegate void InferAlone(ReadOnlySpan<TIn> input, Span<TOut> output);

    private delegate void InferFloats(ReadOnlySpan<float> input, Span<float> output);

    private delegate int FindClass(ReadOnlySpan<TIn> input);

    public static CompiledNetwork Create(Type type)
    {
        const BindingFlags any = BindingFlags.NonPublic | BindingFlags.Public | BindingFlags.Static;
        return new CompiledNetwork<TIn, TOut>(type)
        {
            InputBytes = Constant(type, "InputLength"),
            OutputBytes = Constant(type, "OutputLength") * Marshal.SizeOf<TOut>(),
            ScratchBytes = Constant(type, "ScratchBytes"),
            VectorBits = (int)type.GetNestedType("NetworkKernels", any)!.GetProperty("VectorBits", any)!.GetValue(null)!,
        };
    }

    public override void Infer(ReadOnlySpan<byte> input, Span<byte> output, Span<byte> scratch) =>
        _withScratch(MemoryMarshal.Cast<byte, TIn>(input), MemoryMarshal.Cast<byte, TOut>(output), scratch);

    public override void Infer(ReadOnlySpan<byte> input, Span<byte> output) =>
        _alone(MemoryMarshal.Cast<byte, TIn>(input), MemoryMarshal.Cast<byte, TOut>(output));

    public override void InferReals(ReadOnlySpan<float> input, Span<float> output) => _reals(input, output);

    public override int Classify(ReadOnlySpan<byte> input) => _classify(MemoryMarshal.Cast<byte, TIn>(input));

    private static int Constant(Type type, string name) => (int)type.GetField(name)!.GetRawConstantValue()!;

    private static TDelegate Bind<TDelegate>(Type type, string name)
        where TDelegate : Delegate
    {
        var parameters = Array.ConvertAll(typeof(TDelegate).GetMethod("Invoke")!.GetParameters(), p => p.ParameterType);
        var method = type.GetMethod(name, BindingFlags.Public | BindingFlags.Static, parameters)
            ?? throw new InvalidOperationException($"{type} has no {name} of these parameters.");
        return method.CreateDelegate<TDelegate>();
    }
}
