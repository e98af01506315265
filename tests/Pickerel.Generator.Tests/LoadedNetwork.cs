using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Reflection;
using System.Runtime.Loader;
using Pickerel.TestKit.Roslyn;

namespace Pickerel.Generator.Tests;

/// <summary>A generated network, compiled and loaded into this process.</summary>
internal sealed class LoadedNetwork
{
    private readonly Type _type;

    private LoadedNetwork(Type type) => _type = type;

    public delegate void InferBytes<TOut>(ReadOnlySpan<byte> input, Span<TOut> output);

    public delegate int ClassifyBytes(ReadOnlySpan<byte> input);

    public static LoadedNetwork Load(GeneratorRun run, string type)
    {
        using var image = new MemoryStream();
        var emitted = run.Output.Emit(image);
        Assert.True(emitted.Success, string.Join('\n', emitted.Diagnostics));
        image.Position = 0;
        var assembly = new AssemblyLoadContext(name: null, isCollectible: true).LoadFromStream(image);
        return new(assembly.GetType(type, throwOnError: true)!);
    }

    public T Constant<T>(string name) => (T)_type.GetField(name)!.GetRawConstantValue()!;

    public Type Nested(string name) => _type.GetNestedType(name) ?? throw new MissingMemberException(_type.Name, name);

    public InferBytes<TOut> Infer<TOut>() => Method("Infer", typeof(ReadOnlySpan<byte>), typeof(Span<TOut>)).CreateDelegate<InferBytes<TOut>>();

    /// <summary>The Infer that a delegate calls.</summary>
    public TDelegate InferAs<TDelegate>()
        where TDelegate : Delegate => Method("Infer", [.. typeof(TDelegate).GetMethod("Invoke")!.GetParameters().Select(p => p.ParameterType)]).CreateDelegate<TDelegate>();

    public IEnumerable<MethodInfo> Methods(string name) => _type.GetMethods().Where(m => string.Equals(m.Name, name, StringComparison.Ordinal));

    public ClassifyBytes Classify() => Method("Classify", typeof(ReadOnlySpan<byte>)).CreateDelegate<ClassifyBytes>();

    private MethodInfo Method(string name, params Type[] parameters) =>
        _type.GetMethod(name, parameters) ?? throw new MissingMethodException(_type.Name, $"{name}({string.Join(", ", parameters.Select(p => p.ToString()))})");
}
