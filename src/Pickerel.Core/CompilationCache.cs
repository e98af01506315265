using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using Pickerel.Core.Collections;
using Pickerel.Core.Declaration;
using Pickerel.Core.Ir;
using Pickerel.Core.ModelText;

namespace Pickerel.Core;

/// <summary>
/// Results of compilations by the content of their requests, bounded in number and size: what was used longest ago goes first.
/// Generator, analyzers and IDE threads share one, so a network is compiled once and not by each of them.
/// </summary>
/// <param name="maximumCount">The most results kept.</param>
/// <param name="maximumBytes">The most bytes kept, approximately; a result above that alone is not kept.</param>
/// <param name="compile">What compiles a request.</param>
public sealed class CompilationCache(
    int maximumCount, long maximumBytes, Func<CompilationRequest, CancellationToken, CompilationResult> compile)
{
    private readonly object _gate = new();
    private readonly Dictionary<Key, Slot> _slots = [];

    /// <summary>The slots that hold results, most recently used first.</summary>
    private readonly LinkedList<Slot> _byUse = new();

    private long _bytes;
    private long _compilations;

    /// <summary>Gets the cache of this process.</summary>
    public static CompilationCache Shared { get; } = new(maximumCount: 32, maximumBytes: 256L << 20, ModelCompilation.Run);

    /// <summary>Gets how many results are kept.</summary>
    public int Count
    {
        get
        {
            lock (_gate)
                return _byUse.Count;
        }
    }

    /// <summary>Gets the approximate size of what is kept.</summary>
    public long Bytes
    {
        get
        {
            lock (_gate)
                return _bytes;
        }
    }

    /// <summary>Gets how often something was compiled: all else was found.</summary>
    public long Compilations => Interlocked.Read(ref _compilations);

    /// <summary>
    /// Gets the result of a request, compiling it if need be. Of identical requests at the same time one compiles and the others
    /// wait; when it is cancelled, the next of them compiles.
    /// </summary>
    /// <exception cref="OperationCanceledException">This caller's token was cancelled; nothing is kept of the run.</exception>
    public CompilationResult GetOrAdd(CompilationRequest request, CancellationToken cancellation = default)
    {
        var slot = Enter(Key.Of(request));
        try
        {
            slot.Turn.Wait(cancellation);
            try
            {
                return slot.Result ??= Compile(request, cancellation);
            }
            finally
            {
                _ = slot.Turn.Release();
            }
        }
        finally
        {
            Leave(slot);
        }
    }

    private CompilationResult Compile(CompilationRequest request, CancellationToken cancellation)
    {
        _ = Interlocked.Increment(ref _compilations);
        return compile(request, cancellation);
    }

    private Slot Enter(Key key)
    {
        lock (_gate)
        {
            if (!_slots.TryGetValue(key, out var slot))
                _slots.Add(key, slot = new Slot(key));
            slot.Users++;
            return slot;
        }
    }

    private void Leave(Slot slot)
    {
        lock (_gate)
        {
            slot.Users--;
            if (slot.Result is not null)
                Keep(slot);
            else if (slot.Users == 0)
                _ = _slots.Remove(slot.Key);
        }
    }

    private void Keep(Slot slot)
    {
        if (slot.IsDropped)
            return;
        if (slot.Place is { } place)
        {
            _byUse.Remove(place);
            _byUse.AddFirst(place);
            return;
        }

        slot.Bytes = ApproximateBytes(slot.Result!);
        slot.Place = _byUse.AddFirst(slot);
        _bytes += slot.Bytes;
        while (_byUse.Count > maximumCount || _bytes > maximumBytes)
            Drop(_byUse.Last!.Value);
    }

    private void Drop(Slot slot)
    {
        _byUse.Remove(slot.Place!);
        _ = _slots.Remove(slot.Key);
        _bytes -= slot.Bytes;
        slot.IsDropped = true;
    }

    /// <summary>Texts and weights; the rest is small beside them.</summary>
    private static long ApproximateBytes(CompilationResult result)
    {
        var bytes = result.Sources.Sum(source => 2L * source.Text.Length);
        if (result is CompilationResult.Success { Network: var network })
            bytes += network.Nodes.OfType<IntegerWeightedNode>().Sum(node => (2L * node.Weights.Count) + (20L * node.Shape.Channels));
        return bytes;
    }

    /// <summary>A request without the bytes of its tensors: their digests say the same.</summary>
    private sealed record Key(
        NetworkDeclaration Declaration, EquatableArray<string> ModelNames, string? Model, Network? Layers, EquatableArray<Node> SingleRounding, EquatableArray<TensorKey> Tensors)
    {
        public static Key Of(CompilationRequest request) => new(
            request.Declaration,
            request.ModelNames,
            request.Model?.Name,
            request.Model?.Network,
            request.Model?.SingleRounding ?? [],
            request.Model is { } model ? model.Tensors.Select(t => new TensorKey(t.Name, t.Type, t.Dimensions, t.Digest)).ToEquatableArray() : []);
    }

    private sealed record TensorKey(string Name, TensorType Type, EquatableArray<int> Dimensions, Digest Digest);

    /// <summary>One request's place, before and after there is a result.</summary>
    private sealed class Slot(Key key)
    {
        public Key Key { get; } = key;

        /// <summary>Gets the turn to compile: one at a time, and waiting for it can be cancelled.</summary>
        public SemaphoreSlim Turn { get; } = new(1, 1);

        public CompilationResult? Result { get; set; }

        public int Users { get; set; }

        public LinkedListNode<Slot>? Place { get; set; }

        public long Bytes { get; set; }

        public bool IsDropped { get; set; }
    }
}
