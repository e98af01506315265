using System.Numerics;
using System.Reflection;
using System.Runtime.InteropServices;
using System.Runtime.Loader;

namespace Pickerel.Benchmarks.Building;

/// <summary>A built network in this process, bound once; its buffers are its own.</summary>
/// <param name="Infer">Infers the times given with the network's own scratch, as most users call it.</param>
/// <param name="InferInScratch">Infers the times given in scratch owned by the caller.</param>
/// <param name="Input">The codes inferred.</param>
/// <param name="Output">What the last inference gave.</param>
internal sealed record LoadedNetwork(Action<int> Infer, Action<int> InferInScratch, int[] Input, Func<int[]> Output, int ScratchBytes, int ModelBytes)
{
    private const BindingFlags Members = BindingFlags.Public | BindingFlags.Static;

    /// <summary>Loads an assembly file as a program's own would be: mapped, and for good.</summary>
    /// <param name="path">The assembly.</param>
    /// <param name="type">The network's full name.</param>
    public static LoadedNetwork Load(string path, string type) => Bind(LoadType(path, type));

    /// <summary>Binds the generated members of a network class.</summary>
    public static LoadedNetwork Bind(Type type)
    {
        var infer = type.GetMethods(Members).Single(m => m is { Name: "Infer" } && m.GetParameters() is [_, _, { ParameterType: var scratch }] && scratch == typeof(Span<byte>));
        Type[] elements = [.. infer.GetParameters().Take(2).Select(p => p.ParameterType.GetGenericArguments()[0])];
        var bind = typeof(LoadedNetwork).GetMethod(nameof(BindElements), BindingFlags.NonPublic | BindingFlags.Static)!;
        return (LoadedNetwork)bind.MakeGenericMethod(elements).Invoke(null, [type])!;
    }

    /// <summary>Loads a network with a <see cref="Layers.ProfileSource"/>, infers once, and binds the way into its steps: which, and how many times.</summary>
    public static Action<int, int> LoadProfile(string path, string type)
    {
        var network = LoadType(path, type);
        Bind(network).InferInScratch(1);
        var profile = network.GetMethod("Profile", Members)!.CreateDelegate<Profile>();
        var input = NewInput(network);
        var output = new byte[Constant(network, "OutputLength") * sizeof(short)];
        var scratch = new byte[Constant(network, "ScratchBytes")];
        return (step, times) => profile(input, output, scratch, step, times);
    }

    private static LoadedNetwork BindElements<TIn, TOut>(Type type)
        where TIn : unmanaged, INumber<TIn>
        where TOut : unmanaged, INumber<TOut>
    {
        var infer = type.GetMethod("Infer", Members, [typeof(ReadOnlySpan<TIn>), typeof(Span<TOut>)])!.CreateDelegate<Infer<TIn, TOut>>();
        var inferInScratch = type.GetMethod("Infer", Members, [typeof(ReadOnlySpan<TIn>), typeof(Span<TOut>), typeof(Span<byte>)])!
            .CreateDelegate<InferInScratch<TIn, TOut>>();

        var input = MemoryMarshal.Cast<byte, TIn>(NewInput(type)).ToArray();
        var output = new TOut[Constant(type, "OutputLength")];
        var scratch = new byte[Constant(type, "ScratchBytes")];
        return new(
            times =>
            {
                for (var i = 0; i < times; i++)
                    infer(input, output);
            },
            times =>
            {
                for (var i = 0; i < times; i++)
                    inferInScratch(input, output, scratch);
            },
            [.. input.Select(int.CreateChecked)],
            () => [.. output.Select(int.CreateChecked)],
            scratch.Length,
            Constant(type, "ModelBytes"));
    }

    private static Type LoadType(string path, string type) =>
        new AssemblyLoadContext(path).LoadFromAssemblyPath(path).GetType(type, throwOnError: true)!;

    private static int Constant(Type type, string name) => (int)type.GetField(name, Members)!.GetRawConstantValue()!;

    /// <summary>Uniform bytes, the same at every run.</summary>
    private static byte[] NewInput(Type type)
    {
        var input = new byte[Constant(type, "InputLength")];
        new Random(7).NextBytes(input);
        return input;
    }
}

internal delegate void Infer<TIn, TOut>(ReadOnlySpan<TIn> input, Span<TOut> output);

internal delegate void InferInScratch<TIn, TOut>(ReadOnlySpan<TIn> input, Span<TOut> output, Span<byte> scratch);

internal delegate void Profile(ReadOnlySpan<byte> input, Span<byte> output, Span<byte> scratch, int step, int times);
