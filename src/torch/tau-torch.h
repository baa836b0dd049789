/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* The plain C interface of the libtorch module: the only part that uses libtorch (DESIGN "Layers").
 *
 * libtorch takes about a second and 150 MB to load, so it is in a separate module that
 * tau_torch_open() opens on first use; call it from a worker thread. All tensors cross this border
 * as plain float buffers in NCHW order; every C++ exception becomes a GError. */

#define TAU_TORCH_ERROR (tau_torch_error_quark ())

typedef enum {
  TAU_TORCH_ERROR_MODULE = 1, /* the module or libtorch itself cannot be opened */
  TAU_TORCH_ERROR_FILE,       /* not a TorchScript file, damaged, or unreadable */
  TAU_TORCH_ERROR_SHAPE,      /* the model does not map N x 3 x S x S to N x outputs */
  TAU_TORCH_ERROR_NAN,        /* a result or a training loss is not a finite number */
  TAU_TORCH_ERROR_SPEC,       /* unknown architecture or loss, or an impossible size */
  TAU_TORCH_ERROR_MEMORY,     /* there is not enough memory, or a model may not use as much */
  TAU_TORCH_ERROR_DENIED,     /* the model tried what no model may do, such as opening a file */
  TAU_TORCH_ERROR_CRASHED,    /* the process that runs the model has ended */
  TAU_TORCH_ERROR_FAILED,     /* anything else that libtorch threw */
} TauTorchError;

GQuark tau_torch_error_quark (void);

/* The choices for training a predictor, the default first; a NULL name ends the list. The title is
 * for the window, to be translated. */
typedef struct {
  const char *name, *title;
} TauChoice;

extern const TauChoice tau_losses[], tau_architectures[];

/* "blend, softrank, listwise" */
char *tau_choices_join (const TauChoice *choices);

typedef struct _TauTorchModel TauTorchModel;     /* a TorchScript file, ready for inference */
typedef struct _TauTorchTrainer TauTorchTrainer; /* a network, its optimiser and its average */

typedef enum {
  TAU_OPTIMIZER_SGD,     /* Nesterov momentum */
  TAU_OPTIMIZER_RMSPROP, /* TensorFlow's: epsilon added before the square root (METHOD "Training")
                          */
  TAU_OPTIMIZER_ADAMW,
} TauOptimizer;

/* How convolutions extend an image. */
typedef enum {
  TAU_PADDING_AUTO,      /* as in the network that the weights come from, otherwise symmetric */
  TAU_PADDING_SYMMETRIC, /* the same on all sides: torchvision, timm */
  TAU_PADDING_SAME,      /* as TensorFlow: what is odd goes to the right and the bottom */
} TauPadding;

typedef struct {
  /* "resnet20" (any 6n + 2), "wrn-16-2" (wrn-D-K, D = 6n + 4), or one of tau_architectures */
  const char *architecture;
  int input_size; /* px, square, 16 or more */
  int n_outputs;  /* classes, or transforms */
  guint64 seed;   /* of the weights and of dropout */
  TauOptimizer optimizer;
  float momentum;     /* SGD and RMSProp */
  float weight_decay; /* on all but batch norm */
  float average;      /* decay of the exponential moving average of the weights; 0: no average */
  gboolean bfloat16;  /* convolutions in bfloat16: faster if the CPU has AMX, otherwise slower */
  /* In addition to the losses, a loss predictor may learn the target's answers to the image under
   * the first n_answered transforms (knowledge distillation, Hinton et al. 2015), with a second
   * head, which is not exported. 0: no second head. Not for classifiers. */
  int n_answered;
  int n_classes;   /* of the target */
  float imitation; /* weight of the cross-entropy against those answers (ranking loss: 1) */
  /* trainer_step_labels() takes n_views of each image (0: one), and adds the Jensen-Shannon
   * divergence of the answers to them, of this weight (AugMix, Hendrycks et al. 2020). */
  int n_views;
  float consistency;
  TauPadding padding; /* not for classifiers */
  /* What the images' values of 0..1 are lessened and divided by, for weights that were trained on
   * images of another scale. */
  float mean[3], std[3];
} TauTrainerSpec;

/* Progress of a sorter's training: 0..1, and the mean L1 of the last steps (NAN before the first).
 * Called on the training thread, before each step. */
typedef void (*TauTorchProgress) (double fraction, double l1, gpointer data);

#define TAU_MODEL_N_SIZES 8

/* How a model wants its images and gives its answers, found by trying it. */
typedef struct {
  int input_size;         /* px, square: the one asked for, or the one found */
  gboolean any_size;      /* it takes smaller and larger images too */
  int channels;           /* 3; or 1: grey, which is made of three */
  gboolean channels_last; /* n x S x S x channels, and not n x channels x S x S */
  gboolean bytes;     /* uint8 pixels of 0..255; model_run() rounds what it gets in that scale */
  gboolean one_image; /* takes one image at a time, and gets several one by one */
  int n_outputs;
  gboolean repeats; /* FALSE: it answers the same image differently alone, in a batch, or the second
                       time, as a network in training mode does; model_load() refuses it */
  gboolean finite;  /* FALSE: it answers with NaN or infinity */
  guint64 multiply_adds;        /* as of model_multiply_adds() */
  int tried[TAU_MODEL_N_SIZES]; /* px: sizes that it did not take, before the one found; 0 ends */
  char type[16];                /* of the weights as stored: "float32", "float16", "int8"… */
  char container[64]; /* what holds the answers: "tensor", "tuple", "list", or "dictionary";
                         with the name of the value: "dictionary: logits" */
} TauModelForm;

/* Inference. src/host has the same table for models that run in a process of their own. */
typedef struct {
  const char *(*version) (void);
  /* Threads of what the calling thread runs from now on; a trainer keeps the number that it was
   * created with. The number affects only the time. On another kind of processor, or another
   * device, the last bits of a training differ. */
  void (*set_threads) (int n);
  /* Where models and trainers created from now on work: "cpu" (the default) or "cuda". SPEC if this
   * libtorch has no CUDA or the machine has no such device. Existing ones stay where they are. */
  gboolean (*set_device) (const char *device, GError **error);
  const char *(*device) (void);
  /* FALSE if matrices are multiplied without OpenBLAS (or the MKL). This takes 7 times as long, and
   * is noticeable with transformers. */
  gboolean (*has_fast_blas) (void);

  /* Loads and checks a TorchScript file for images of input_size px. `fd` is an open descriptor of
   * the file, which stays open and is not used later; -1: the function opens `path`, which is
   * otherwise only named in errors. The graph is frozen and optimised for inference if that gives
   * the same numbers. */
  TauTorchModel *(*model_load) (const char *path, int fd, int input_size, GCancellable *cancellable,
                                GError **error);
  void (*model_free) (TauTorchModel *self);
  int (*model_n_outputs) (TauTorchModel *self);
  /* Multiply-adds of one image in convolutions and matrix products, counted on the graph as loaded.
   */
  guint64 (*model_multiply_adds) (TauTorchModel *self);
  /* What the model is, without `tried`. Owned by the model. */
  const TauModelForm *(*model_form) (TauTorchModel *self);
  /* in: n x 3 x S x S; out: n x outputs. Works in batches of 64 and checks `cancellable` between
   * two operators of the network. The same bytes on any number of threads. */
  gboolean (*model_run) (TauTorchModel *self, const float *in, gsize n, float *out,
                         GCancellable *cancellable, GError **error);
  /* What a TorchScript file is: loads it as model_load() does, and tries it. input_size 0: finds
   * one, which can take several seconds. Fails if it takes no such images; what model_load()
   * refuses besides is said in `form`. */
  gboolean (*model_describe) (const char *path, int fd, int input_size, TauModelForm *form,
                              GCancellable *cancellable, GError **error);
  /* The tensors by name of a TorchScript file, or of one of weights only (torch.save(),
   * safetensors), for trainer_load_weights(). `fd` as above. */
  GBytes *(*read_weights) (const char *path, int fd, GCancellable *cancellable, GError **error);

  /* Memory for the input of model_run(), which is passed on without a copy. Any other memory works
   * too. MEMORY if there is not enough; `n` floats, not cleared. Thread-safe. */
  float *(*buffer_new) (gsize n, GError **error);
  void (*buffer_free) (float *buffer);
} TauModelApi;

typedef struct {
  guint size; /* sizeof (TauTorchApi): a module built for another version is refused */
  TauModelApi models;
  /* Makes libtorch do once, on one thread, what opens files or takes long when it is first done, so
   * that the process can be locked afterwards. */
  void (*warm_up) (void);

  TauTorchTrainer *(*trainer_new) (const TauTrainerSpec *spec, GError **error);
  void (*trainer_free) (TauTorchTrainer *self);
  /* Counts the exported network: without the second head. */
  guint64 (*trainer_n_parameters) (TauTorchTrainer *self);
  /* Whether trainer_step_losses knows a loss of this name and it takes the trainer's number of
   * outputs ("sodeep": 12), so that another is refused before hours of work. */
  gboolean (*trainer_check_loss) (TauTorchTrainer *self, const char *loss_name, GError **error);
  /* The sorter of the loss "sodeep", from sorter_train(). Training does not change it, and
   * trainer_save() does not include it. FILE for damaged bytes. */
  gboolean (*trainer_set_sorter) (TauTorchTrainer *self, GBytes *sorter, GError **error);
  /* One step on n images, in shares of up to 32, each with its own batch-norm statistics (on the
   * CPU; on another device all together). Cross-entropy against class labels with label smoothing;
   * in: n x n_views x 3 x S x S, first the view that the labels are learnt from... */
  gboolean (*trainer_step_labels) (TauTorchTrainer *self, const float *in, const gint32 *labels,
                                   gsize n, float smoothing, float learning_rate, double *loss,
                                   GError **error);
  /* ...or a ranking loss (one of tau_losses) against the actual losses, n x outputs in nats, and
   * with a second head the target's answers, n x n_answered x n_classes probabilities (otherwise
   * NULL). NAN if one of those is not finite, and SPEC for "sodeep" without a sorter. `loss`
   * receives the ranking loss alone. After any error the weights are unchanged. */
  gboolean (*trainer_step_losses) (TauTorchTrainer *self, const float *in, const float *losses,
                                   const float *answers, gsize n, const char *loss_name,
                                   float learning_rate, double *loss, GError **error);
  /* Evaluation mode; `averaged` uses the moving average of the weights. */
  gboolean (*trainer_run) (TauTorchTrainer *self, gboolean averaged, const float *in, gsize n,
                           float *out, GError **error);
  /* Replaces the statistics of batch norm by those of n images, all together: what each layer gets,
   * the ones before it having the new statistics already. The variance is the unbiased one, as in
   * training. The average of the weights keeps its own. */
  gboolean (*trainer_adapt) (TauTorchTrainer *self, const float *in, gsize n, GError **error);
  /* Permanently adds `by` to output `index` of the network and of its average. */
  gboolean (*trainer_shift_output) (TauTorchTrainer *self, guint index, float by, GError **error);
  /* Everything a later run needs to continue with the same bytes: weights, average, optimiser,
   * random state. NAN if a weight is not finite. */
  GBytes *(*trainer_save) (TauTorchTrainer *self, GError **error);
  gboolean (*trainer_restore) (TauTorchTrainer *self, GBytes *state, GError **error);
  /* Starts from the weights that read_weights() took from a file that trainer_export() wrote for
   * the same architecture; "efficientnet-b0" also from an EfficientNet-B0 of torchvision, timm or
   * efficientnet_pytorch, with a new head. `path` is named in errors. */
  gboolean (*trainer_load_weights) (TauTorchTrainer *self, GBytes *weights, const char *path,
                                    GError **error);
  /* The network as a TorchScript file in memory, in evaluation mode. */
  GBytes *(*trainer_export) (TauTorchTrainer *self, gboolean averaged, GError **error);

  /* SoDeep's sorter (METHOD "Training"), trained on n_steps batches of 256 synthetic sequences. The
   * same seed and steps give the same bytes on any number of threads. `progress` may be NULL. The
   * result is a dictionary of tensors that Python's torch.load() opens, named as in torch.nn.GRU
   * (1, 32, 6, bidirectional=True), and head.weight and head.bias of a torch.nn.Linear (64, 1). */
  GBytes *(*sorter_train) (guint64 seed, guint n_steps, TauTorchProgress progress, gpointer data,
                           GCancellable *cancellable, GError **error);
  /* in: n x 12 numbers; out: n x 12 normalised ranks, 1/12 for the lowest to 1 for the highest.
   * FILE for damaged bytes. */
  gboolean (*sorter_run) (GBytes *sorter, const float *in, gsize n, float *out, GError **error);
  /* Mean |rank - true rank| over n synthetic sequences generated with `seed`. */
  gboolean (*sorter_measure) (GBytes *sorter, guint64 seed, gsize n, double *l1, GError **error);
} TauTorchApi;

/* The name of the module's only exported symbol. */
#define TAU_TORCH_ENTRY "tau_torch_api"

/* "libtorch 1.13.1 on cpu, 2 threads", and what to install if the device is the CPU and
 * has_fast_blas() is FALSE. */
char *tau_torch_describe (const TauModelApi *models, int n_threads);

/* Logs that line at level INFO, domain Tauscope, if it differs from the last one. */
void tau_torch_announce (const TauModelApi *models, int n_threads);

/* Call it first in main(), before any threads exist. It makes two settings of the process that take
 * effect when memory is first used and libtorch is opened.
 *
 * Up to 1 GiB of memory stays with the process once it has been used. By default glibc returns
 * every large block to the kernel and gets it back page by page, cleared: this took half of the
 * time of a training step, and a fog of 224 px took 2.0 ms instead of 0.3.
 *
 * Waiting threads of libgomp sleep. Spinning threads take time from the working ones: on a busy
 * machine one image took 200 to 2000 ms instead of 6. */
void tau_torch_prepare (void);

/* Opens the module: $TAUSCOPE_TORCH_MODULE, beside the running program, or the installed place.
 * The first call takes about a second; later ones return the same table. Thread-safe. */
const TauTorchApi *tau_torch_open (GError **error);

G_END_DECLS
