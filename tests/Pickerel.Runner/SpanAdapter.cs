using System;
using System.Collections.Generic;
using System.Linq;
using System.Reflection;
using System.Reflection.Emit;
using System.Runtime.InteropServices;

namespace Pickerel.Runner;

/// <summary>
/// Delegates to methods that take a span of elements, one for each output, and perhaps scratch: who calls them gives all outputs in one
/// span. Spans cannot be boxed, so each adapter is a few lines of IL: it cuts, casts and calls.
/// </summary>
internal static class SpanAdapter
{
    public const BindingFlags All = BindingFlags.NonPublic | BindingFlags.Public | BindingFlags.Static;

    /// <summary>Binds a method.</summary>
    /// <param name="method">Takes an input, as many outputs as there are sizes, and scratch where the delegate does.</param>
    /// <param name="sizes">The elements of each output in the delegate's span; the last takes all that is left.</param>
    /// <typeparam name="TDelegate">Takes an input, the outputs unless there are none, and perhaps scratch.</typeparam>
    public static TDelegate Bind<TDelegate>(MethodInfo method, IReadOnlyList<int> sizes)
        where TDelegate : Delegate
    {
        var outer = typeof(TDelegate).GetMethod("Invoke")!;
        Type[] given = [.. outer.GetParameters().Select(p => p.ParameterType)];
        var adapter = new DynamicMethod("Adapter", outer.ReturnType, given, typeof(SpanAdapter).Module, skipVisibility: true);
        var (il, taken, start) = (adapter.GetILGenerator(), method.GetParameters(), 0);
        il.Emit(OpCodes.Ldarg_0);
        Cast(il, given[0], taken[0]);
        for (var i = 0; i < sizes.Count; i++)
        {
            il.Emit(OpCodes.Ldarga_S, (byte)1);
            il.Emit(OpCodes.Ldc_I4, start);
            if (i < sizes.Count - 1)
                il.Emit(OpCodes.Ldc_I4, sizes[i]);
            il.Emit(OpCodes.Call, given[1].GetMethod("Slice", i < sizes.Count - 1 ? [typeof(int), typeof(int)] : [typeof(int)])!);
            Cast(il, given[1], taken[i + 1]);
            start += sizes[i];
        }

        if (given.Length == 3)
            il.Emit(OpCodes.Ldarg_2);
        il.Emit(OpCodes.Call, method);
        il.Emit(OpCodes.Ret);
        return adapter.CreateDelegate<TDelegate>();
    }

    /// <summary>The bytes of an element of a parameter.</summary>
    public static int SizeOf(ParameterInfo parameter) => Marshal.SizeOf(ElementOf(parameter.ParameterType));

    private static void Cast(ILGenerator il, Type from, ParameterInfo to)
    {
        if (from == to.ParameterType)
            return;
        var cast = typeof(MemoryMarshal).GetMethods().Single(
            m => string.Equals(m.Name, "Cast", StringComparison.Ordinal) && m.GetParameters()[0].ParameterType.GetGenericTypeDefinition() == from.GetGenericTypeDefinition());
        il.Emit(OpCodes.Call, cast.MakeGenericMethod(ElementOf(from), ElementOf(to.ParameterType)));
    }

    private static Type ElementOf(Type span) => span.GetGenericArguments()[0];
}
