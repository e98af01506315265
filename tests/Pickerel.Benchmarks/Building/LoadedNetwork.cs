using System.Reflection;
using System.Runtime.Loader;

namespace Pickerel.Benchmarks.Building;

/// <summary>A built network in this process, bound once; its buffers are its own.</summary>
/// <param name="Infer">One inference with the network's own scratch, as most users call it.</param>
/// <param name="InferInScratch">One inference in scratch owned by the caller.</param>
internal sealed record LoadedNetwork(Action Infer, Action InferInScratch, int ScratchBytes, int ModelBytes)
{
    private const BindingFlags Members = BindingFlags.Public | BindingFlags.Static;

    /// <summary>Loads an assembly file as a program's own would be: mapped, and for good.</summary>
    /// <param name="path">The assembly.</param>
    /// <param name="type">The network's full name.</param>
    /// <param name="inputMaximum">The largest element of the random input.</param>
    public static LoadedNetwork Load(string path, string type, int inputMaximum = 255) =>
        Bind(new AssemblyLoadContext(path).LoadFromAssemblyPath(path).GetType(type, throwOnError: true)!, inputMaximum);

    /// <summary>Binds the generated members of a network class.</summary>
    public static LoadedNetwork Bind(Type type, int inputMaximum = 255)
    {
        var infer = type.GetMethods(Members).Single(IsIntegerInferInScratch);
        Type[] elements = [.. infer.GetParameters().Take(2).Select(p => p.ParameterType.GetGenericArguments()[0])];
        var bind = typeof(LoadedNetwork).GetMethod(nameof(BindElements), BindingFlags.NonPublic | BindingFlags.Static)!;
        return (LoadedNetwork)bind.MakeGenericMethod(elements).Invoke(null, [type, inputMaximum])!;
    }

    private static bool IsIntegerInferInScratch(MethodInfo method) =>
        string.Equals(method.Name, "Infer", StringComparison.Ordinal) && method.GetParameters() is [_, _, { ParameterType: var scratch }] && scratch == typeof(Span<byte>);

    private static LoadedNetwork BindElements<TIn, TOut>(Type type, int inputMaximum)
        where TIn : unmanaged
        where TOut : unmanaged
    {
        var infer = type.GetMethod("Infer", Members, [typeof(ReadOnlySpan<TIn>), typeof(Span<TOut>)])!.CreateDelegate<Infer<TIn, TOut>>();
        var inferInScratch = type.GetMethod("Infer", Members, [typeof(ReadOnlySpan<TIn>), typeof(Span<TOut>), typeof(Span<byte>)])!
            .CreateDelegate<InferInScratch<TIn, TOut>>();

        int Constant(string name) => (int)type.GetField(name, Members)!.GetRawConstantValue()!;
        var input = new TIn[Constant("InputLength")];
        var output = new TOut[Constant("OutputLength")];
        var scratch = new byte[Constant("ScratchBytes")];
        FillRandomly(System.Runtime.InteropServices.MemoryMarshal.AsBytes(input.AsSpan()), inputMaximum);
        return new(() => infer(input, output), () => inferInScratch(input, output, scratch), scratch.Length, Constant("ModelBytes"));
    }

    /// <summary>The same bytes at every run, 0 to <paramref name="maximum"/>.</summary>
    private static void FillRandomly(Span<byte> bytes, int maximum)
    {
        var random = new Random(7);
        foreach (ref var value in bytes)
            value = (byte)random.Next(maximum + 1);
    }
}

internal delegate void Infer<TIn, TOut>(ReadOnlySpan<TIn> input, Span<TOut> output);

internal delegate void InferInScratch<TIn, TOut>(ReadOnlySpan<TIn> input, Span<TOut> output, Span<byte> scratch);
